-- +goose Up

INSERT INTO document_word VALUES ('extension_notice'), ('arbitration_note');

-- Grading: each decision with the criteria that held and those that did not.
CREATE TABLE grading (
    matter_id {{key}} NOT NULL REFERENCES matter (id), n BIGINT NOT NULL, action {{key}} NOT NULL CHECK (action IN ('confirm_grade', 'regrade', 'confirm_downgrade', 'reopen')),
    from_grade {{key}} NOT NULL REFERENCES grade_word (word), grade {{key}} NOT NULL REFERENCES grade_word (word), reason TEXT NOT NULL, by_id {{key}} NOT NULL, role {{key}} NOT NULL, at BIGINT NOT NULL,
    proposed_by {{key}} NOT NULL DEFAULT '', criteria TEXT NOT NULL DEFAULT '[]', PRIMARY KEY (matter_id, n));
-- A lower grade is proposed by one and decided by another; until then the higher one stands.
CREATE TABLE downgrade (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES matter (id), from_grade {{key}} NOT NULL REFERENCES grade_word (word), grade {{key}} NOT NULL REFERENCES grade_word (word),
    reason TEXT NOT NULL, proposed_by {{key}} NOT NULL, proposed_at BIGINT NOT NULL, decision {{key}} NOT NULL CHECK (decision IN ('open', 'confirmed', 'refused', 'lapsed')),
    decided_by {{key}} NOT NULL DEFAULT '', decided_at BIGINT NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT '');
CREATE UNIQUE INDEX downgrade_open ON downgrade (matter_id) WHERE decision = 'open';
CREATE INDEX downgrade_matter ON downgrade (matter_id, proposed_at);

-- Handing back: a ground from a closed list, counted, ended by an arbiter.
CREATE TABLE ground_word (word {{key}} PRIMARY KEY);
INSERT INTO ground_word VALUES ('not_our_duty'), ('lacks_material'), ('other_unit');
CREATE TABLE hand_back (
    matter_id {{key}} NOT NULL REFERENCES matter (id), n BIGINT NOT NULL, unit_id {{key}} NOT NULL, ground {{key}} NOT NULL REFERENCES ground_word (word), reason TEXT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL,
    decided_by {{key}} NOT NULL DEFAULT '', decided_at BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (matter_id, n));

-- Clocks: intervals that do not count, several and overlapping (formerly table pause).
CREATE TABLE exclusion (
    id {{key}} PRIMARY KEY, clock_id {{key}} NOT NULL REFERENCES clock (id), ground {{key}} NOT NULL DEFAULT '', from_at BIGINT NOT NULL, to_at BIGINT NOT NULL DEFAULT 0, reason TEXT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL);
CREATE INDEX exclusion_clock ON exclusion (clock_id, from_at);
INSERT INTO exclusion (id, clock_id, from_at, to_at, reason, by_id, at) SELECT clock_id || '-' || CAST(from_at AS TEXT), clock_id, from_at, to_at, reason, by_id, from_at FROM pause;
DROP TABLE pause;
ALTER TABLE clock ADD COLUMN first_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE clock ADD COLUMN extra_by {{key}} NOT NULL DEFAULT '';
ALTER TABLE clock ADD COLUMN extra_role {{key}} NOT NULL DEFAULT '';
ALTER TABLE clock ADD COLUMN extra_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE clock ADD COLUMN extra_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE clock ADD COLUMN silence {{key}} NOT NULL DEFAULT '' CHECK (silence IN ('', 'consent', 'decides', 'abandoned'));
CREATE INDEX clock_breached ON clock (breached_at) WHERE breached_at > 0;
-- A clock that begins only when both sides have confirmed its start.
CREATE TABLE clock_start (
    matter_id {{key}} NOT NULL REFERENCES matter (id), code {{key}} NOT NULL, offered_at BIGINT NOT NULL, own_at BIGINT NOT NULL DEFAULT 0, own_by {{key}} NOT NULL DEFAULT '', own_note TEXT NOT NULL DEFAULT '',
    other_at BIGINT NOT NULL DEFAULT 0, other_by {{key}} NOT NULL DEFAULT '', other_note TEXT NOT NULL DEFAULT '', begun_at BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (matter_id, code, offered_at));

-- The working-day calendar: yearly notices and overlays of a region or a sector.
CREATE TABLE calendar_notice (year BIGINT PRIMARY KEY, body TEXT NOT NULL, hash {{key}} NOT NULL, loaded_at BIGINT NOT NULL, by_id {{key}} NOT NULL);
CREATE TABLE calendar_overlay (
    id {{key}} PRIMARY KEY, kind {{key}} NOT NULL CHECK (kind IN ('region', 'sector')), title TEXT NOT NULL, basis TEXT NOT NULL, body TEXT NOT NULL, hash {{key}} NOT NULL, loaded_at BIGINT NOT NULL, by_id {{key}} NOT NULL);
CREATE TABLE agency_overlay (agency_id {{key}} NOT NULL REFERENCES unit (id), overlay_id {{key}} NOT NULL REFERENCES calendar_overlay (id), since BIGINT NOT NULL, by_id {{key}} NOT NULL, PRIMARY KEY (agency_id, overlay_id));

-- What the system itself finds late, missed or ignored; each once, never removed.
CREATE TABLE finding_word (word {{key}} PRIMARY KEY);
INSERT INTO finding_word VALUES ('late'), ('missed'), ('ignored');
CREATE TABLE finding (
    id {{key}} PRIMARY KEY, ukey {{key}} NOT NULL UNIQUE, kind {{key}} NOT NULL REFERENCES finding_word (word), rule {{key}} NOT NULL, agency_id {{key}} NOT NULL, unit_id {{key}} NOT NULL, matter_id {{key}} NOT NULL DEFAULT '',
    title TEXT NOT NULL, what TEXT NOT NULL, article {{key}} NOT NULL DEFAULT '', evidence TEXT NOT NULL, since BIGINT NOT NULL, at BIGINT NOT NULL, answered_at BIGINT NOT NULL DEFAULT 0);
CREATE INDEX finding_unit ON finding (unit_id, id);
CREATE INDEX finding_kind ON finding (kind, id);
CREATE TABLE finding_answer (
    id {{key}} PRIMARY KEY, finding_id {{key}} NOT NULL REFERENCES finding (id), person_id {{key}} NOT NULL REFERENCES person (id), role {{key}} NOT NULL, text TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX finding_answer_of ON finding_answer (finding_id, id);
