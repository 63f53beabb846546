-- +goose Up

-- Messages from the public (来件). The matter holds the text without personal
-- data; original and contact are sealed with a key of this one case.
INSERT INTO kind_word VALUES ('message');
INSERT INTO document_word VALUES ('sorting_note'), ('message_answer');
CREATE TABLE message_way_word (word {{key}} PRIMARY KEY);
INSERT INTO message_way_word VALUES ('account_message'), ('account_comment'), ('guest_book'), ('head_mailbox'), ('mail'), ('suggestion_box'), ('service_hall'), ('hotline'), ('web');
CREATE TABLE message_aside_word (word {{key}} PRIMARY KEY);
INSERT INTO message_aside_word VALUES (''), ('advertising'), ('malicious_link'), ('duplicate'), ('off_matter'), ('unreadable');
-- received_at is when it reached us; ends_at is when original and contact are
-- shredded, 0 while the case is open; shredded_at says that they are.
CREATE TABLE message (
    matter_id {{key}} PRIMARY KEY REFERENCES matter (id), way {{key}} NOT NULL REFERENCES message_way_word (word), account_id {{key}} NOT NULL DEFAULT '', received_at BIGINT NOT NULL, contact BIGINT NOT NULL DEFAULT 0,
    concern_id {{key}} NOT NULL DEFAULT '', drafter_id {{key}} NOT NULL DEFAULT '', aside {{key}} NOT NULL DEFAULT '' REFERENCES message_aside_word (word), adoption {{key}} NOT NULL DEFAULT '', adoption_why TEXT NOT NULL DEFAULT '',
    asked BIGINT NOT NULL DEFAULT 0, reopened BIGINT NOT NULL DEFAULT 0, rated {{key}} NOT NULL DEFAULT '', on_time BIGINT NOT NULL DEFAULT -1, answered_at BIGINT NOT NULL DEFAULT 0, ends_at BIGINT NOT NULL DEFAULT 0, shredded_at BIGINT NOT NULL DEFAULT 0);
CREATE INDEX message_concern ON message (concern_id, matter_id) WHERE concern_id <> '';
CREATE INDEX message_ends ON message (ends_at) WHERE ends_at > 0 AND shredded_at = 0;
-- The key of the case, itself sealed with the key of the installation; without it
-- nothing of the case opens any more.
CREATE TABLE message_key (matter_id {{key}} PRIMARY KEY REFERENCES message (matter_id), sealed TEXT NOT NULL);
-- What came in, in order: n counts from 1 within the case.
CREATE TABLE message_turn (
    matter_id {{key}} NOT NULL REFERENCES message (matter_id), n BIGINT NOT NULL, at BIGINT NOT NULL, text TEXT NOT NULL, sealed TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (matter_id, n));
CREATE TABLE message_contact (matter_id {{key}} PRIMARY KEY REFERENCES message (matter_id), sealed TEXT NOT NULL);
CREATE TABLE message_file (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES message (matter_id), n BIGINT NOT NULL, hash {{key}} NOT NULL, size BIGINT NOT NULL, sealed TEXT NOT NULL);
CREATE INDEX message_file_of ON message_file (matter_id, n);
CREATE INDEX message_file_hash ON message_file (hash);
-- The code by which its sender follows a message, hashed.
CREATE TABLE message_code (matter_id {{key}} PRIMARY KEY REFERENCES message (matter_id), hash {{key}} NOT NULL);
-- A conversation goes on in one case at a time; the hash is keyed by a key that
-- changes every 90 days, so that it names nobody. The same for what came already.
CREATE TABLE message_thread (hash {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL UNIQUE REFERENCES message (matter_id), at BIGINT NOT NULL);
CREATE TABLE message_once (hash {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL, at BIGINT NOT NULL);
CREATE INDEX message_once_at ON message_once (at);
CREATE TABLE thread_key (period BIGINT PRIMARY KEY, sealed TEXT NOT NULL);
-- The answer, a version each time it is saved.
CREATE TABLE message_answer (
    matter_id {{key}} NOT NULL REFERENCES message (matter_id), version BIGINT NOT NULL, text TEXT NOT NULL, author_id {{key}} NOT NULL, at BIGINT NOT NULL, signed_by {{key}} NOT NULL DEFAULT '', signed_at BIGINT NOT NULL DEFAULT 0,
    given_at BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (matter_id, version));
-- How an answer goes out to the contact: at most once, unknown for a person.
CREATE TABLE message_reply (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES message (matter_id), version BIGINT NOT NULL, state {{key}} NOT NULL CHECK (state IN ('queued', 'sending', 'done', 'unknown', 'failed')), attempts BIGINT NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '', at BIGINT NOT NULL, done_at BIGINT NOT NULL DEFAULT 0, UNIQUE (matter_id, version));
-- Counts for the public, by month of receipt.
CREATE TABLE message_count (month {{key}} NOT NULL, agency_id {{key}} NOT NULL, what {{key}} NOT NULL, word {{key}} NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (month, agency_id, what, word));
