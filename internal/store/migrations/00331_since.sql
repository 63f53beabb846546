-- +goose Up

-- Since when a regime of this name has governed: a new version of it goes on counting.
ALTER TABLE adoption ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
UPDATE adoption SET since = adopted_at;
