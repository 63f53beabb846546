-- +goose Up

-- A change of a topic waits here until a second person approves it. No program
-- reads rules to run from here: what is not approved never runs.
CREATE TABLE proposal_word (word {{key}} PRIMARY KEY);
INSERT INTO proposal_word VALUES ('waiting'), ('approved'), ('returned'), ('withdrawn');
CREATE TABLE topic_proposal (
    id {{key}} PRIMARY KEY, topic_id {{key}} NOT NULL, base BIGINT NOT NULL, title TEXT NOT NULL, rule TEXT NOT NULL, terms TEXT NOT NULL, unit_id {{key}} NOT NULL DEFAULT '', posts BIGINT NOT NULL, sources BIGINT NOT NULL,
    active BIGINT NOT NULL, article {{key}} NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', author_id {{key}} NOT NULL, at BIGINT NOT NULL, state {{key}} NOT NULL DEFAULT 'waiting' REFERENCES proposal_word (word),
    decided_by {{key}} NOT NULL DEFAULT '', decided_at BIGINT NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT '', CHECK (state <> 'approved' OR decided_by <> author_id));
CREATE INDEX topic_proposal_waiting ON topic_proposal (id) WHERE state = 'waiting';
CREATE INDEX topic_proposal_topic ON topic_proposal (topic_id, id);
-- Who let a version run, beside its author; empty for those that came with a regime.
ALTER TABLE topic_version ADD COLUMN approver_id {{key}} NOT NULL DEFAULT '';
