-- +goose Up

-- Who has the page of a matter open now, one row a page: gone when the page closes,
-- and without effect a little over a minute after its last sign of life.
-- writing: since when its person types in a form; drafting: in the outward draft, 0
-- for not; taken_by: who took the draft over from them.
CREATE TABLE presence (
    matter_id {{key}} NOT NULL,
    person_id {{key}} NOT NULL,
    page      {{key}} NOT NULL,
    writing   BIGINT NOT NULL DEFAULT 0,
    drafting  BIGINT NOT NULL DEFAULT 0,
    taken_by  {{key}} NOT NULL DEFAULT '',
    seen_at   BIGINT NOT NULL,
    PRIMARY KEY (matter_id, person_id, page)
);
CREATE INDEX presence_seen ON presence (seen_at);
