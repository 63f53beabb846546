-- +goose Up

-- A note that was sent and is waited for no more stays on record: its unit handed
-- the matter back, or the matter went to another unit.
ALTER TABLE document ADD COLUMN withdrawn_at BIGINT NOT NULL DEFAULT 0;
