-- +goose Up

-- The editorial desk. An article is a statement without a concern; what is special
-- to it stands here, its texts, signatures and releases where statements have them.
CREATE TABLE article_origin_word (word {{key}} PRIMARY KEY);
INSERT INTO article_origin_word VALUES ('original'), ('adapted'), ('reprint');
CREATE TABLE desk_column (
    id {{key}} PRIMARY KEY, agency_id {{key}} NOT NULL REFERENCES unit (id), unit_id {{key}} NOT NULL REFERENCES unit (id), title TEXT NOT NULL, about TEXT NOT NULL DEFAULT '', every_days BIGINT NOT NULL DEFAULT 0,
    active BIGINT NOT NULL DEFAULT 1, created_by {{key}} NOT NULL, created_at BIGINT NOT NULL);
CREATE INDEX desk_column_agency ON desk_column (agency_id, id);
-- Sources from which reprints are allowed, by name and host.
CREATE TABLE reprint_source (
    id {{key}} PRIMARY KEY, agency_id {{key}} NOT NULL REFERENCES unit (id), name TEXT NOT NULL, host {{key}} NOT NULL, basis TEXT NOT NULL, active BIGINT NOT NULL DEFAULT 1, created_by {{key}} NOT NULL, created_at BIGINT NOT NULL, UNIQUE (agency_id, host));
CREATE TABLE commission (
    id {{key}} PRIMARY KEY, agency_id {{key}} NOT NULL REFERENCES unit (id), unit_id {{key}} NOT NULL REFERENCES unit (id), column_id {{key}} NOT NULL DEFAULT '', title TEXT NOT NULL, brief TEXT NOT NULL,
    planned_day BIGINT NOT NULL, due_at BIGINT NOT NULL, state {{key}} NOT NULL CHECK (state IN ('open', 'taken', 'done', 'dropped')), article {{key}} NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', done_at BIGINT NOT NULL DEFAULT 0,
    created_by {{key}} NOT NULL, created_at BIGINT NOT NULL);
CREATE INDEX commission_day ON commission (agency_id, planned_day, id);
CREATE INDEX commission_open ON commission (due_at, id) WHERE state IN ('open', 'taken');
CREATE TABLE contractor (
    id {{key}} PRIMARY KEY, agency_id {{key}} NOT NULL REFERENCES unit (id), unit_id {{key}} NOT NULL REFERENCES unit (id), name TEXT NOT NULL, contract TEXT NOT NULL, scope TEXT NOT NULL, from_day BIGINT NOT NULL, to_day BIGINT NOT NULL,
    ended_at BIGINT NOT NULL DEFAULT 0, end_reason TEXT NOT NULL DEFAULT '', created_by {{key}} NOT NULL, created_at BIGINT NOT NULL);
CREATE INDEX contractor_agency ON contractor (agency_id, id);
CREATE TABLE contractor_person (contractor_id {{key}} NOT NULL REFERENCES contractor (id), person_id {{key}} NOT NULL REFERENCES person (id), since BIGINT NOT NULL, by_id {{key}} NOT NULL, PRIMARY KEY (contractor_id, person_id));
CREATE INDEX contractor_person_of ON contractor_person (person_id);
CREATE TABLE contractor_check (
    id {{key}} PRIMARY KEY, contractor_id {{key}} NOT NULL REFERENCES contractor (id), kind {{key}} NOT NULL CHECK (kind IN ('check', 'review')), at BIGINT NOT NULL, by_id {{key}} NOT NULL, says TEXT NOT NULL,
    good BIGINT NOT NULL, due_at BIGINT NOT NULL DEFAULT 0, mended_at BIGINT NOT NULL DEFAULT 0, mended TEXT NOT NULL DEFAULT '');
CREATE INDEX contractor_check_of ON contractor_check (contractor_id, at DESC);
CREATE TABLE article (
    statement_id {{key}} PRIMARY KEY REFERENCES statement (matter_id), agency_id {{key}} NOT NULL REFERENCES unit (id), column_id {{key}} NOT NULL DEFAULT '', planned_day BIGINT NOT NULL DEFAULT 0, origin {{key}} NOT NULL REFERENCES article_origin_word (word),
    source_id {{key}} NOT NULL DEFAULT '', source_url TEXT NOT NULL DEFAULT '', credit TEXT NOT NULL DEFAULT '', rights TEXT NOT NULL DEFAULT '', joint BIGINT NOT NULL DEFAULT 0, commission_id {{key}} NOT NULL DEFAULT '', contractor_id {{key}} NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL);
CREATE INDEX article_day ON article (agency_id, planned_day, statement_id);
-- The accounts on whose own pages an article goes out, each once.
CREATE TABLE article_account (statement_id {{key}} NOT NULL REFERENCES article (statement_id), account_id {{key}} NOT NULL REFERENCES account (id), PRIMARY KEY (statement_id, account_id));
