-- +goose Up

-- What was misunderstood, as a typed result: the claim of fact, what proves it,
-- where it was explained. There is no column for who said it, and none may be added.
INSERT INTO result_word VALUES ('clarification');
ALTER TABLE result ADD COLUMN claim TEXT NOT NULL DEFAULT '';
ALTER TABLE result ADD COLUMN evidence TEXT NOT NULL DEFAULT '';
ALTER TABLE result ADD COLUMN shown_at TEXT NOT NULL DEFAULT '';

-- Minutes by kind of meeting, the record of a press conference, and the list of
-- own risks are documents of their own, so that each meets its own clock.
INSERT INTO document_word VALUES ('group_minutes'), ('consultation_minutes'), ('conference_record'), ('own_risk_list');

-- A press event about a concern; what is announced to the public, and by whom.
ALTER TABLE press_event ADD COLUMN matter_id {{key}} NOT NULL DEFAULT '';
ALTER TABLE press_event ADD COLUMN announced_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE press_event ADD COLUMN announced_by {{key}} NOT NULL DEFAULT '';
CREATE INDEX press_event_announced ON press_event (starts_at, id) WHERE announced_at > 0;

-- Experts are asked to a meeting out of the pool; each says whether to come.
ALTER TABLE meeting_member ADD COLUMN expert_id {{key}} NOT NULL DEFAULT '';
ALTER TABLE meeting_member ADD COLUMN reply {{key}} NOT NULL DEFAULT '' CHECK (reply IN ('', 'coming', 'declined'));
ALTER TABLE meeting_member ADD COLUMN replied_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX meeting_member_expert ON meeting_member (expert_id) WHERE expert_id <> '';

-- An invitation ends by a person, with a reason that the public reads.
ALTER TABLE invitation ADD COLUMN closed_by {{key}} NOT NULL DEFAULT '';
ALTER TABLE invitation ADD COLUMN close_reason TEXT NOT NULL DEFAULT '';

-- Work on a record that is no matter, such as what was to be carried and is not:
-- owed by one person, ended by the deed or by a reason on record.
CREATE TABLE errand_word (word {{key}} PRIMARY KEY);
INSERT INTO errand_word VALUES ('carriage');
CREATE TABLE errand (
    id {{key}} PRIMARY KEY, about {{key}} NOT NULL REFERENCES errand_word (word), about_id {{key}} NOT NULL, agency_id {{key}} NOT NULL REFERENCES unit (id), unit_id {{key}} NOT NULL REFERENCES unit (id), person_id {{key}} NOT NULL REFERENCES person (id),
    title TEXT NOT NULL, due_at BIGINT NOT NULL, at BIGINT NOT NULL, done_at BIGINT NOT NULL DEFAULT 0, done_by {{key}} NOT NULL DEFAULT '', ended {{key}} NOT NULL DEFAULT '' CHECK (ended IN ('', 'done', 'excused')), reason TEXT NOT NULL DEFAULT '');
CREATE UNIQUE INDEX errand_open ON errand (about, about_id) WHERE done_at = 0;
CREATE INDEX errand_person ON errand (person_id, done_at, due_at);
CREATE INDEX errand_about ON errand (about, about_id, id);
ALTER TABLE carriage ADD COLUMN excused_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE carriage ADD COLUMN excuse TEXT NOT NULL DEFAULT '';
