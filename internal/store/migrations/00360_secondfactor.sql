-- +goose Up

-- The second factor of a person: what the authenticator on the phone knows too,
-- sealed with the key file, and the last step of 30 seconds whose code was used.
CREATE TABLE second_factor (
    person_id {{key}} PRIMARY KEY REFERENCES person (id), secret TEXT NOT NULL, step BIGINT NOT NULL, enrolled_at BIGINT NOT NULL);
-- Its recovery codes, as digests; each is good once.
CREATE TABLE second_factor_code (
    person_id {{key}} NOT NULL REFERENCES person (id), digest {{key}} NOT NULL, used_at BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (person_id, digest));
-- Whom an agency asks for one: holders of a role, '' for all its staff.
CREATE TABLE second_factor_rule (agency_id {{key}} NOT NULL REFERENCES unit (id), role {{key}} NOT NULL, set_at BIGINT NOT NULL, PRIMARY KEY (agency_id, role));
-- Its person sets up the second factor before anything else.
ALTER TABLE session ADD COLUMN enrol BIGINT NOT NULL DEFAULT 0;
