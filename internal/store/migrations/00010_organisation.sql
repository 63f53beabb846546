-- +goose Up

-- A closed unit keeps its past and takes nothing new.
ALTER TABLE unit ADD COLUMN closed_at BIGINT NOT NULL DEFAULT 0;

-- What a person is beside the roles held: post in the agency, telephone on duty, order in lists.
CREATE TABLE person_card (
    person_id {{key}} PRIMARY KEY REFERENCES person (id), title TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '', place BIGINT NOT NULL DEFAULT 0);

-- Duty roster. The substitute watches once taken is 1.
CREATE TABLE shift (
    id {{key}} PRIMARY KEY, agency_id {{key}} NOT NULL REFERENCES unit (id), person_id {{key}} NOT NULL REFERENCES person (id), substitute_id {{key}} NOT NULL DEFAULT '', taken BIGINT NOT NULL DEFAULT 0,
    from_at BIGINT NOT NULL, to_at BIGINT NOT NULL, note TEXT NOT NULL DEFAULT '', noted_at BIGINT NOT NULL DEFAULT 0, noted_by {{key}} NOT NULL DEFAULT '',
    received_at BIGINT NOT NULL DEFAULT 0, received_by {{key}} NOT NULL DEFAULT '', UNIQUE (agency_id, from_at, person_id));
CREATE INDEX shift_end ON shift (agency_id, to_at);
CREATE TABLE key_period (
    id {{key}} PRIMARY KEY, agency_id {{key}} NOT NULL REFERENCES unit (id), title TEXT NOT NULL, reason TEXT NOT NULL, from_at BIGINT NOT NULL, to_at BIGINT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL);
CREATE INDEX key_period_end ON key_period (agency_id, to_at);

-- Outside experts: a public list, and what they were asked and said under their own names.
CREATE TABLE expert (
    id {{key}} PRIMARY KEY, agency_id {{key}} NOT NULL REFERENCES unit (id), person_id {{key}} NOT NULL DEFAULT '', name TEXT NOT NULL, affiliation TEXT NOT NULL, field TEXT NOT NULL, paid BIGINT NOT NULL,
    active BIGINT NOT NULL DEFAULT 1, at BIGINT NOT NULL);
CREATE INDEX expert_person ON expert (person_id) WHERE person_id <> '';
CREATE TABLE opinion (
    id {{key}} PRIMARY KEY, expert_id {{key}} NOT NULL REFERENCES expert (id), matter_id {{key}} NOT NULL REFERENCES matter (id), question TEXT NOT NULL, material TEXT NOT NULL DEFAULT '', asked_by {{key}} NOT NULL, asked_at BIGINT NOT NULL,
    text TEXT NOT NULL DEFAULT '', given_at BIGINT NOT NULL DEFAULT 0, entered_by {{key}} NOT NULL DEFAULT '', public_at BIGINT NOT NULL DEFAULT 0, public_by {{key}} NOT NULL DEFAULT '');
CREATE INDEX opinion_matter ON opinion (matter_id, asked_at);
CREATE INDEX opinion_expert ON opinion (expert_id, asked_at);
CREATE INDEX opinion_public ON opinion (public_at) WHERE public_at > 0;

-- Contact book of departments and newsrooms with its history: facts only.
CREATE TABLE contact_word (word {{key}} PRIMARY KEY);
INSERT INTO contact_word VALUES ('fact_asked'), ('fact_answered'), ('material_given'), ('meeting_invitation');
CREATE TABLE contact (
    id {{key}} PRIMARY KEY, agency_id {{key}} NOT NULL REFERENCES unit (id), kind {{key}} NOT NULL CHECK (kind IN ('department', 'newsroom')), name TEXT NOT NULL, duties TEXT NOT NULL DEFAULT '', person TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT '', mail TEXT NOT NULL DEFAULT '', active BIGINT NOT NULL DEFAULT 1, at BIGINT NOT NULL);
CREATE TABLE contact_entry (
    id {{key}} PRIMARY KEY, contact_id {{key}} NOT NULL REFERENCES contact (id), kind {{key}} NOT NULL REFERENCES contact_word (word), side {{key}} NOT NULL CHECK (side IN ('ours', 'theirs')),
    text TEXT NOT NULL, answers {{key}} NOT NULL DEFAULT '', matter_id {{key}} NOT NULL DEFAULT '', at BIGINT NOT NULL, by_id {{key}} NOT NULL, made_at BIGINT NOT NULL);
CREATE INDEX contact_entry_book ON contact_entry (contact_id, at);
CREATE INDEX contact_entry_matter ON contact_entry (matter_id) WHERE matter_id <> '';
