-- +goose Up

-- Mailboxes of agencies to which the public writes. What is read stays in the
-- mailbox; here stands how far it was read, and what could not be taken in.
CREATE TABLE mail_box (
    id {{key}} PRIMARY KEY, agency_id {{key}} NOT NULL REFERENCES unit (id), way {{key}} NOT NULL REFERENCES message_way_word (word), name TEXT NOT NULL, address TEXT NOT NULL, imap TEXT NOT NULL, smtp TEXT NOT NULL, login TEXT NOT NULL, sealed TEXT NOT NULL,
    folder TEXT NOT NULL DEFAULT '', active BIGINT NOT NULL DEFAULT 1, validity BIGINT NOT NULL DEFAULT 0, after_uid BIGINT NOT NULL DEFAULT 0, read_at BIGINT NOT NULL DEFAULT 0, next_at BIGINT NOT NULL DEFAULT 0, failures BIGINT NOT NULL DEFAULT 0,
    error_code {{key}} NOT NULL DEFAULT '', error_text TEXT NOT NULL DEFAULT '', taken BIGINT NOT NULL DEFAULT 0, machines BIGINT NOT NULL DEFAULT 0, created_by {{key}} NOT NULL, created_at BIGINT NOT NULL);
CREATE TABLE mail_dead_word (word {{key}} PRIMARY KEY);
INSERT INTO mail_dead_word VALUES ('open'), ('taken'), ('dropped');
-- A letter that was not taken in: its number in the mailbox and why, nothing of it.
CREATE TABLE mail_dead (
    id {{key}} PRIMARY KEY, box_id {{key}} NOT NULL REFERENCES mail_box (id), validity BIGINT NOT NULL, uid BIGINT NOT NULL, code {{key}} NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL, state {{key}} NOT NULL REFERENCES mail_dead_word (word), ended_at BIGINT NOT NULL DEFAULT 0,
    UNIQUE (box_id, validity, uid));
CREATE INDEX mail_dead_open ON mail_dead (at, id) WHERE state = 'open';
-- What an answer by mail needs of the letter that it answers, sealed with the key
-- of the case; and whether its sender was told number and code.
CREATE TABLE mail_head (
    matter_id {{key}} PRIMARY KEY REFERENCES message (matter_id), box_id {{key}} NOT NULL REFERENCES mail_box (id), sealed TEXT NOT NULL,
    receipt {{key}} NOT NULL DEFAULT '' CHECK (receipt IN ('', 'queued', 'sending', 'done', 'unknown', 'failed', 'spared')), receipt_at BIGINT NOT NULL DEFAULT 0, receipt_error TEXT NOT NULL DEFAULT '');
-- How many receipts an address got lately, under a hash whose key changes.
CREATE TABLE mail_pace (hash {{key}} PRIMARY KEY, n BIGINT NOT NULL, since BIGINT NOT NULL);
