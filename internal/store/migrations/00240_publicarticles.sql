-- +goose Up

-- Articles of the accounts have a list of their own on the public site.
ALTER TABLE public_statement ADD COLUMN article BIGINT NOT NULL DEFAULT 0;
UPDATE public_statement SET article = 1 WHERE EXISTS (SELECT 1 FROM article a WHERE a.statement_id = public_statement.statement_id);
CREATE INDEX public_statement_sort ON public_statement (article, seq);
