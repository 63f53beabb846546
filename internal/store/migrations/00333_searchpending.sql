-- +goose Up

-- Words of new posts wait in a list of up to one megabyte, and enter PostgreSQL's
-- index together: a word that many posts hold is looked up once for all of them.
{{searchpending}}
