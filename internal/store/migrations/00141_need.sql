-- +goose Up

-- What is learned from an agency's own sorted matters: one model a version and
-- target. Of those that a later one replaced the figures stay, the model does not.
-- Shares are kept in parts of ten thousand.
CREATE TABLE target_word (word {{key}} PRIMARY KEY);
INSERT INTO target_word VALUES ('need'), ('unit');
CREATE TABLE classifier (
    agency_id {{key}} NOT NULL, target {{key}} NOT NULL REFERENCES target_word (word), version BIGINT NOT NULL, trained_at BIGINT NOT NULL, trained_by {{key}} NOT NULL, examples BIGINT NOT NULL,
    kinds TEXT NOT NULL, accuracy BIGINT NOT NULL, two BIGINT NOT NULL, coverage BIGINT NOT NULL, spoken BIGINT NOT NULL, threshold BIGINT NOT NULL, model {{bytes}} NOT NULL,
    PRIMARY KEY (agency_id, target, version));
-- What was proposed for a concern and what a person decided. There is no column
-- for who decided: this is a record of the proposals, not of people.
CREATE TABLE sorting (
    matter_id {{key}} NOT NULL REFERENCES matter (id), target {{key}} NOT NULL REFERENCES target_word (word), agency_id {{key}} NOT NULL, model BIGINT NOT NULL, spoke BIGINT NOT NULL, proposed {{key}} NOT NULL,
    second {{key}} NOT NULL, confidence BIGINT NOT NULL, decided {{key}} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (matter_id, target));
CREATE INDEX sorting_at ON sorting (agency_id, target, at);
