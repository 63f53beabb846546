-- +goose Up

-- How many callbacks a platform made while the keys of an account were lost and
-- nothing could be taken in.
ALTER TABLE account_incident ADD COLUMN refused BIGINT NOT NULL DEFAULT 0;
