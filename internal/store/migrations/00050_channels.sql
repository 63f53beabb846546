-- +goose Up

-- Ways out. What stands in our own database is released with the approval; what
-- a machine sends is claimed, sent and settled; the rest is done by people, who
-- record where it stands.
INSERT INTO channel_word VALUES ('hall_screen'), ('newsroom_mail'), ('webhook'), ('press_conference'), ('briefing'), ('press_release'), ('interview'), ('news_site'), ('print'), ('broadcast'),
    ('service_hall'), ('notice_board'), ('text_message'), ('forum_page'), ('touch_screen'), ('leaflet');
CREATE TABLE outlet (
    id {{key}} PRIMARY KEY, agency_id {{key}} NOT NULL REFERENCES unit (id), channel {{key}} NOT NULL REFERENCES channel_word (word), name TEXT NOT NULL, address TEXT NOT NULL, asked TEXT NOT NULL DEFAULT '',
    secret TEXT NOT NULL DEFAULT '', active BIGINT NOT NULL DEFAULT 1, created_at BIGINT NOT NULL, created_by {{key}} NOT NULL,
    sent_at BIGINT NOT NULL DEFAULT 0, failed_at BIGINT NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '');
CREATE INDEX outlet_channel ON outlet (agency_id, channel);

-- The outbox again, with outlets and the states between queued and done.
CREATE TABLE release_state_word (word {{key}} PRIMARY KEY);
INSERT INTO release_state_word VALUES ('queued'), ('sending'), ('done'), ('unknown'), ('failed'), ('owed'), ('superseded');
CREATE TABLE outbox (
    id {{key}} PRIMARY KEY, statement_id {{key}} NOT NULL REFERENCES statement (matter_id), version BIGINT NOT NULL, hash {{key}} NOT NULL, channel {{key}} NOT NULL REFERENCES channel_word (word),
    outlet_id {{key}} NOT NULL DEFAULT '', verb {{key}} NOT NULL REFERENCES verb_word (word), state {{key}} NOT NULL REFERENCES release_state_word (word), reason TEXT NOT NULL DEFAULT '',
    queued_at BIGINT NOT NULL, sending_at BIGINT NOT NULL DEFAULT 0, done_at BIGINT NOT NULL DEFAULT 0, address TEXT NOT NULL DEFAULT '', attempts BIGINT NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '',
    settled_by {{key}} NOT NULL DEFAULT '', UNIQUE (statement_id, version, channel, outlet_id, verb));
INSERT INTO outbox (id, statement_id, version, hash, channel, verb, state, reason, queued_at, done_at, address)
    SELECT id, statement_id, version, hash, channel, verb, state, reason, queued_at, done_at, address FROM release;
DROP TABLE release;
ALTER TABLE outbox RENAME TO release;
CREATE INDEX release_queued ON release (queued_at) WHERE state = 'queued';
CREATE INDEX release_trouble ON release (queued_at) WHERE state IN ('failed', 'unknown');
CREATE INDEX release_open ON release (queued_at) WHERE state IN ('queued', 'sending', 'unknown', 'failed', 'owed');
CREATE INDEX release_outlet ON release (outlet_id, queued_at) WHERE outlet_id <> '';
-- Channels that a draft asks for beside those of its grade.
CREATE TABLE release_plan (statement_id {{key}} NOT NULL REFERENCES statement (matter_id), channel {{key}} NOT NULL REFERENCES channel_word (word), PRIMARY KEY (statement_id, channel));

-- The spokesperson's calendar.
CREATE TABLE press_event (
    id {{key}} PRIMARY KEY, agency_id {{key}} NOT NULL REFERENCES unit (id), channel {{key}} NOT NULL REFERENCES channel_word (word), title TEXT NOT NULL, starts_at BIGINT NOT NULL, place TEXT NOT NULL DEFAULT '',
    host TEXT NOT NULL DEFAULT '', newsrooms TEXT NOT NULL DEFAULT '', materials TEXT NOT NULL DEFAULT '', statement {{key}} NOT NULL DEFAULT '', joint BIGINT NOT NULL DEFAULT 0,
    state {{key}} NOT NULL CHECK (state IN ('planned', 'held', 'cancelled')), address TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', created_by {{key}} NOT NULL, created_at BIGINT NOT NULL);
CREATE INDEX press_event_start ON press_event (starts_at, id);

-- Requests to publishers, from the closed list only. There is no column for a
-- demand in one's own words, and none for a person.
CREATE TABLE publisher (
    id {{key}} PRIMARY KEY, kind {{key}} NOT NULL CHECK (kind IN ('newsroom', 'site', 'platform', 'rescue')), name TEXT NOT NULL UNIQUE, licence TEXT NOT NULL, contact TEXT NOT NULL, created_at BIGINT NOT NULL, created_by {{key}} NOT NULL);
CREATE TABLE request_ground_word (word {{key}} PRIMARY KEY);
INSERT INTO request_ground_word VALUES ('correction'), ('reply'), ('impersonation'), ('fraud'), ('private_data'), ('rescue');
CREATE TABLE publisher_request (
    id {{key}} PRIMARY KEY, number {{key}} NOT NULL UNIQUE, agency_id {{key}} NOT NULL REFERENCES unit (id), publisher_id {{key}} NOT NULL REFERENCES publisher (id), ground {{key}} NOT NULL REFERENCES request_ground_word (word),
    state {{key}} NOT NULL CHECK (state IN ('drafted', 'signed', 'sent', 'answered', 'closed', 'dropped')), version BIGINT NOT NULL, concern_id {{key}} NOT NULL DEFAULT '', fact_id {{key}} NOT NULL DEFAULT '',
    statement {{key}} NOT NULL DEFAULT '', page_title TEXT NOT NULL DEFAULT '', page_url TEXT NOT NULL DEFAULT '', page_at BIGINT NOT NULL DEFAULT 0, claim TEXT NOT NULL DEFAULT '', finding TEXT NOT NULL DEFAULT '',
    evidence TEXT NOT NULL DEFAULT '', reply TEXT NOT NULL DEFAULT '', danger {{key}} NOT NULL DEFAULT '', place TEXT NOT NULL DEFAULT '', basis TEXT NOT NULL DEFAULT '', hash {{key}} NOT NULL,
    drafter_id {{key}} NOT NULL, drafted_at BIGINT NOT NULL, sent_at BIGINT NOT NULL DEFAULT 0, sent_how TEXT NOT NULL DEFAULT '', outcome {{key}} NOT NULL DEFAULT '' CHECK (outcome IN ('', 'granted', 'refused', 'no_answer')),
    answered_at BIGINT NOT NULL DEFAULT 0, answer_url TEXT NOT NULL DEFAULT '', closed_at BIGINT NOT NULL DEFAULT 0);
CREATE INDEX publisher_request_sent ON publisher_request (sent_at DESC, id) WHERE sent_at > 0;
CREATE TABLE request_signature (
    request_id {{key}} NOT NULL REFERENCES publisher_request (id), person_id {{key}} NOT NULL REFERENCES person (id), role {{key}} NOT NULL, hash {{key}} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (request_id, person_id));

-- What the levels above publish, carried by us; our own documents, with what
-- explains them; what a release reached.
CREATE TABLE carriage (
    id {{key}} PRIMARY KEY, agency_id {{key}} NOT NULL REFERENCES unit (id), unit_id {{key}} NOT NULL REFERENCES unit (id), title TEXT NOT NULL, issuer TEXT NOT NULL, source_url TEXT NOT NULL, place TEXT NOT NULL, page_url TEXT NOT NULL,
    due_at BIGINT NOT NULL, checked_at BIGINT NOT NULL DEFAULT 0, found_at BIGINT NOT NULL DEFAULT 0, found_by {{key}} NOT NULL DEFAULT '', overdue_at BIGINT NOT NULL DEFAULT 0, next_at BIGINT NOT NULL, error TEXT NOT NULL DEFAULT '',
    created_by {{key}} NOT NULL, created_at BIGINT NOT NULL);
CREATE INDEX carriage_next ON carriage (next_at) WHERE found_at = 0;
CREATE INDEX carriage_due ON carriage (due_at, id);
CREATE TABLE policy (
    id {{key}} PRIMARY KEY, agency_id {{key}} NOT NULL REFERENCES unit (id), kind {{key}} NOT NULL CHECK (kind IN ('rule', 'normative', 'policy')), title TEXT NOT NULL, code TEXT NOT NULL DEFAULT '', issued_at BIGINT NOT NULL,
    important BIGINT NOT NULL DEFAULT 0, url TEXT NOT NULL DEFAULT '', gazette_url TEXT NOT NULL DEFAULT '', withheld TEXT NOT NULL DEFAULT '', created_by {{key}} NOT NULL, created_at BIGINT NOT NULL);
CREATE INDEX policy_issued ON policy (issued_at DESC, id);
CREATE TABLE explanation (
    id {{key}} PRIMARY KEY, policy_id {{key}} NOT NULL REFERENCES policy (id), form {{key}} NOT NULL CHECK (form IN ('chart', 'audio', 'video', 'questions')), title TEXT NOT NULL, url TEXT NOT NULL, at BIGINT NOT NULL, by_id {{key}} NOT NULL);
CREATE INDEX explanation_policy ON explanation (policy_id, id);
CREATE TABLE reach (
    id {{key}} PRIMARY KEY, release_id {{key}} NOT NULL REFERENCES release (id), views BIGINT NOT NULL, uptake BIGINT NOT NULL DEFAULT 0, origin {{key}} NOT NULL CHECK (origin IN ('read_back', 'entered')), note TEXT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL);
CREATE INDEX reach_release ON reach (release_id, at);
CREATE TABLE question_met (
    statement_id {{key}} PRIMARY KEY REFERENCES statement (matter_id), met {{key}} NOT NULL CHECK (met IN ('yes', 'partly', 'no')), note TEXT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL);
