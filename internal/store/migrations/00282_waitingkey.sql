-- +goose Up

-- Keys to which nothing is sealed yet: they wait for the word of somebody else.
-- shares are the halves of a recovery key, as JSON.
CREATE TABLE tip_key_waiting (
    id {{key}} PRIMARY KEY, kind {{key}} NOT NULL REFERENCES tip_key_word (word), agency_id {{key}} NOT NULL REFERENCES unit (id), person_id {{key}} NOT NULL REFERENCES person (id),
    public TEXT NOT NULL, wrapped {{bytes}} NOT NULL, shares TEXT NOT NULL DEFAULT '[]', made_at BIGINT NOT NULL, UNIQUE (agency_id, kind, person_id));
CREATE INDEX tip_key_kind ON tip_key (agency_id, kind);
