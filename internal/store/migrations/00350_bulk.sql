-- +goose Up

-- Acts on many matters: what a person asked for, and each matter with what became
-- of it. once is what a form was sent with, so that it arrives once. filter is JSON,
-- '' where rows were ticked; left_out are numbers, as JSON.
CREATE TABLE bulk (
    id {{key}} PRIMARY KEY, person_id {{key}} NOT NULL REFERENCES person (id), once {{key}} NOT NULL, kind {{key}} NOT NULL REFERENCES kind_word (word), action {{key}} NOT NULL,
    input TEXT NOT NULL, filter TEXT NOT NULL DEFAULT '', query TEXT NOT NULL DEFAULT '', left_out TEXT NOT NULL DEFAULT '[]', chosen_at BIGINT NOT NULL, created_at BIGINT NOT NULL,
    listed_at BIGINT NOT NULL DEFAULT 0, stopped_at BIGINT NOT NULL DEFAULT 0, ended_at BIGINT NOT NULL DEFAULT 0,
    total BIGINT NOT NULL DEFAULT 0, done BIGINT NOT NULL DEFAULT 0, refused BIGINT NOT NULL DEFAULT 0, UNIQUE (person_id, once));
CREATE INDEX bulk_mine ON bulk (person_id, id);
CREATE INDEX bulk_ended ON bulk (ended_at) WHERE ended_at > 0;
CREATE TABLE bulk_item (
    bulk_id {{key}} NOT NULL REFERENCES bulk (id), seq BIGINT NOT NULL, number {{key}} NOT NULL, version BIGINT NOT NULL,
    state {{key}} NOT NULL CHECK (state IN ('waiting', 'done', 'refused')), reason TEXT NOT NULL DEFAULT '', at BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (bulk_id, seq), UNIQUE (bulk_id, number));
CREATE INDEX bulk_item_state ON bulk_item (bulk_id, state, seq);
