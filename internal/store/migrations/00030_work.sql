-- +goose Up

INSERT INTO document_word VALUES ('three_day_report'), ('answer_assessment'), ('fact_finding'), ('unit_result'), ('unit_opinion'), ('outside_opinion'), ('meeting_minutes'), ('invitation'), ('office_report');

-- Closed vocabularies of the work of several units.
CREATE TABLE clarity_word (word {{key}} PRIMARY KEY);
INSERT INTO clarity_word VALUES ('clear'), ('unclear'), ('especially_major');
CREATE TABLE meeting_word (word {{key}} PRIMARY KEY);
INSERT INTO meeting_word VALUES ('response_group'), ('consultation'), ('leading_group');
CREATE TABLE fault_ground_word (word {{key}} PRIMARY KEY);
INSERT INTO fault_ground_word VALUES (''), ('late'), ('missed'), ('ignored'), ('mishandled'), ('withheld'), ('falsified');
CREATE TABLE rung_word (word {{key}} PRIMARY KEY);
INSERT INTO rung_word VALUES (''), ('circular'), ('criticism'), ('admonition'), ('correct_by'), ('accountability');

-- The way of handling that a person chose (HAN-6); its history is the timeline.
CREATE TABLE way (
    matter_id {{key}} PRIMARY KEY REFERENCES matter (id), clarity {{key}} NOT NULL REFERENCES clarity_word (word), rule TEXT NOT NULL, reason TEXT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL);

-- Other installations of Yingda that ours exchanges reports with.
CREATE TABLE peer (
    id {{key}} PRIMARY KEY, name TEXT NOT NULL, base TEXT NOT NULL, public_key {{key}} NOT NULL UNIQUE, agency_id {{key}} NOT NULL REFERENCES unit (id), above BIGINT NOT NULL,
    active BIGINT NOT NULL DEFAULT 1, created_at BIGINT NOT NULL, created_by {{key}} NOT NULL);
-- What a peer sent, so that the same message twice arrives once.
CREATE TABLE peer_message (peer_id {{key}} NOT NULL REFERENCES peer (id), id {{key}} NOT NULL, digest {{key}} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (peer_id, id));

-- Reports to the level above: sent within the tree, to a peer, or from one.
CREATE TABLE report (
    id {{key}} PRIMARY KEY, kind {{key}} NOT NULL REFERENCES document_word (word), from_agency {{key}} NOT NULL, from_name TEXT NOT NULL, to_agency {{key}} NOT NULL, to_name TEXT NOT NULL,
    peer_id {{key}} NOT NULL DEFAULT '', origin {{key}} NOT NULL DEFAULT '', matter_id {{key}} NOT NULL DEFAULT '', document_id {{key}} NOT NULL DEFAULT '', number {{key}} NOT NULL, title TEXT NOT NULL, grade TEXT NOT NULL,
    fields TEXT NOT NULL, author_id {{key}} NOT NULL DEFAULT '', at BIGINT NOT NULL, arrived_at BIGINT NOT NULL DEFAULT 0, received_at BIGINT NOT NULL DEFAULT 0, received_by TEXT NOT NULL DEFAULT '', receiver_id {{key}} NOT NULL DEFAULT '',
    question TEXT NOT NULL DEFAULT '', asked_at BIGINT NOT NULL DEFAULT 0, asked_by TEXT NOT NULL DEFAULT '', answer TEXT NOT NULL DEFAULT '', answered_at BIGINT NOT NULL DEFAULT 0);
CREATE INDEX report_to ON report (to_agency, id) WHERE to_agency <> '';
CREATE INDEX report_from ON report (from_agency, id) WHERE from_agency <> '';
CREATE INDEX report_matter ON report (matter_id) WHERE matter_id <> '';
CREATE UNIQUE INDEX report_origin ON report (peer_id, origin) WHERE origin <> '';

-- Meetings with minutes.
CREATE TABLE meeting (
    id {{key}} PRIMARY KEY, kind {{key}} NOT NULL REFERENCES meeting_word (word), agency_id {{key}} NOT NULL REFERENCES unit (id), matter_id {{key}} NOT NULL DEFAULT '', title TEXT NOT NULL, place TEXT NOT NULL, at BIGINT NOT NULL,
    minutes TEXT NOT NULL DEFAULT '', proposal TEXT NOT NULL DEFAULT '', held_at BIGINT NOT NULL DEFAULT 0, created_by {{key}} NOT NULL, created_at BIGINT NOT NULL, minuted_by {{key}} NOT NULL DEFAULT '',
    approved_at BIGINT NOT NULL DEFAULT 0, approved_by {{key}} NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '');
CREATE INDEX meeting_agency ON meeting (agency_id, at);
CREATE INDEX meeting_matter ON meeting (matter_id) WHERE matter_id <> '';
CREATE TABLE meeting_member (
    meeting_id {{key}} NOT NULL REFERENCES meeting (id), n BIGINT NOT NULL, person_id {{key}} NOT NULL DEFAULT '', name TEXT NOT NULL, unit TEXT NOT NULL, part {{key}} NOT NULL CHECK (part IN ('chair', 'member', 'expert', 'department')),
    expertise TEXT NOT NULL DEFAULT '', present BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (meeting_id, n));
CREATE TABLE meeting_decision (
    meeting_id {{key}} NOT NULL REFERENCES meeting (id), n BIGINT NOT NULL, text TEXT NOT NULL, unit_id {{key}} NOT NULL DEFAULT '', due_at BIGINT NOT NULL, task_id {{key}} NOT NULL DEFAULT '', PRIMARY KEY (meeting_id, n));

-- Risk of public concern, assessed before a decision is carried out (JUD-6).
CREATE TABLE risk (
    id {{key}} PRIMARY KEY, number {{key}} NOT NULL UNIQUE, agency_id {{key}} NOT NULL REFERENCES unit (id), title TEXT NOT NULL, decision TEXT NOT NULL, risks TEXT NOT NULL, grade {{key}} NOT NULL REFERENCES grade_word (word), plan TEXT NOT NULL,
    drafter_id {{key}} NOT NULL, created_at BIGINT NOT NULL, approver_id {{key}} NOT NULL DEFAULT '', approved_at BIGINT NOT NULL DEFAULT 0, returned TEXT NOT NULL DEFAULT '');
CREATE INDEX risk_agency ON risk (agency_id, id);
CREATE TABLE risk_concern (risk_id {{key}} NOT NULL REFERENCES risk (id), matter_id {{key}} NOT NULL REFERENCES matter (id), at BIGINT NOT NULL, PRIMARY KEY (risk_id, matter_id));

-- Own acts and decisions that may raise concern, by period (JUD-7). There is no
-- column for a person or a group, and none may be added.
CREATE TABLE own_list (
    id {{key}} PRIMARY KEY, agency_id {{key}} NOT NULL REFERENCES unit (id), period {{key}} NOT NULL, created_by {{key}} NOT NULL, created_at BIGINT NOT NULL, signed_by {{key}} NOT NULL DEFAULT '', signed_at BIGINT NOT NULL DEFAULT 0,
    report_id {{key}} NOT NULL DEFAULT '', UNIQUE (agency_id, period));
CREATE TABLE own_entry (
    list_id {{key}} NOT NULL REFERENCES own_list (id), n BIGINT NOT NULL, kind {{key}} NOT NULL CHECK (kind IN ('act', 'decision')), act TEXT NOT NULL, term TEXT NOT NULL, worry TEXT NOT NULL, measure TEXT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (list_id, n));

-- The investigation file: snapshots of public pages (their redacted text) and
-- uploaded files. Never an author.
CREATE TABLE evidence (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES matter (id), kind {{key}} NOT NULL CHECK (kind IN ('page', 'file')), title TEXT NOT NULL, url TEXT NOT NULL, name TEXT NOT NULL, size BIGINT NOT NULL, hash {{key}} NOT NULL,
    note TEXT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL);
CREATE INDEX evidence_matter ON evidence (matter_id, at);

-- An outside helper answers by a link that expires and sees only what was shared.
CREATE TABLE helper_link (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES matter (id), hash {{key}} NOT NULL UNIQUE, helper TEXT NOT NULL, question TEXT NOT NULL, shared TEXT NOT NULL, created_by {{key}} NOT NULL, created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL, revoked_at BIGINT NOT NULL DEFAULT 0, views BIGINT NOT NULL DEFAULT 0, answered_at BIGINT NOT NULL DEFAULT 0);
CREATE INDEX helper_link_matter ON helper_link (matter_id, created_at);

-- A tip goes to inspection by number only (HAN-8): nothing of its content is here.
CREATE TABLE tip_handover (
    id {{key}} PRIMARY KEY, number {{key}} NOT NULL UNIQUE, matter_id {{key}} NOT NULL REFERENCES matter (id), unit_id {{key}} NOT NULL REFERENCES unit (id), at BIGINT NOT NULL, by_id {{key}} NOT NULL,
    received_at BIGINT NOT NULL DEFAULT 0, received_by {{key}} NOT NULL DEFAULT '');
CREATE UNIQUE INDEX tip_handover_once ON tip_handover (matter_id, unit_id);

-- An open invitation to whoever is affected, and what was heard (HAN-12): a count
-- without personal data.
CREATE TABLE invitation (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES matter (id), number {{key}} NOT NULL UNIQUE, subject TEXT NOT NULL, place TEXT NOT NULL, hours TEXT NOT NULL, contact TEXT NOT NULL, drafted_by {{key}} NOT NULL, drafted_at BIGINT NOT NULL,
    opened_by {{key}} NOT NULL DEFAULT '', opened_at BIGINT NOT NULL DEFAULT 0, closed_at BIGINT NOT NULL DEFAULT 0);
CREATE INDEX invitation_matter ON invitation (matter_id);
CREATE INDEX invitation_open ON invitation (opened_at) WHERE opened_at > 0;
CREATE TABLE heard (invitation_id {{key}} NOT NULL REFERENCES invitation (id), n BIGINT NOT NULL, day {{key}} NOT NULL, people BIGINT NOT NULL, subject TEXT NOT NULL, answer TEXT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (invitation_id, n));

-- Corrective measures and accountability of units (HAN-10). The grounds are a
-- closed list; there is no column for spread or tone, and none may be added.
CREATE TABLE measure (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES matter (id), ground {{key}} NOT NULL REFERENCES fault_ground_word (word), rung {{key}} NOT NULL REFERENCES rung_word (word), title TEXT NOT NULL, unit_id {{key}} NOT NULL REFERENCES unit (id),
    basis TEXT NOT NULL, due_at BIGINT NOT NULL, created_by {{key}} NOT NULL, created_at BIGINT NOT NULL, proof TEXT NOT NULL DEFAULT '', proved_by {{key}} NOT NULL DEFAULT '', proved_at BIGINT NOT NULL DEFAULT 0,
    checked_by {{key}} NOT NULL DEFAULT '', checked_at BIGINT NOT NULL DEFAULT 0);
CREATE INDEX measure_matter ON measure (matter_id, created_at);
CREATE INDEX measure_open ON measure (unit_id, due_at) WHERE checked_at = 0;

-- Tasks: result, chases, notes.
ALTER TABLE task ADD COLUMN result TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN urged BIGINT NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN urged_at BIGINT NOT NULL DEFAULT 0;
CREATE TABLE task_note (task_id {{key}} NOT NULL, n BIGINT NOT NULL, kind {{key}} NOT NULL CHECK (kind IN ('note', 'urge', 'move', 'done')), text TEXT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (task_id, n));
