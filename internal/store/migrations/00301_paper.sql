-- +goose Up

-- The paper by which a level above that is not in this installation approved a
-- text: paper_at is the day it bears, paper_file the evidence that holds it.
ALTER TABLE signature ADD COLUMN paper_issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE signature ADD COLUMN paper_number TEXT NOT NULL DEFAULT '';
ALTER TABLE signature ADD COLUMN paper_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE signature ADD COLUMN paper_file {{key}} NOT NULL DEFAULT '';
