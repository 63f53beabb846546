-- +goose Up

-- What opens an official account. The value is sealed; it is never shown again,
-- only replaced. rotate_by is the instant by which it has to be; lost_at says
-- that others may know it, so that nothing of ours uses it any more.
CREATE TABLE account_secret (
    account_id {{key}} NOT NULL REFERENCES account (id), name {{key}} NOT NULL, value TEXT NOT NULL DEFAULT '', keeper_id {{key}} NOT NULL REFERENCES person (id), devices TEXT NOT NULL DEFAULT '', rotate_by BIGINT NOT NULL,
    entered_at BIGINT NOT NULL DEFAULT 0, entered_by {{key}} NOT NULL DEFAULT '', lost_at BIGINT NOT NULL DEFAULT 0, warned BIGINT NOT NULL DEFAULT 0, created_at BIGINT NOT NULL, created_by {{key}} NOT NULL,
    PRIMARY KEY (account_id, name));
CREATE INDEX account_secret_due ON account_secret (rotate_by);
CREATE INDEX account_secret_keeper ON account_secret (keeper_id);
