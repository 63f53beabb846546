-- +goose Up

-- Checked answers to common questions (标准答复): each with its source, a keeper and
-- a day until which it is valid, written by one person and approved by another.
-- Every text that was ever saved stays.
CREATE TABLE checked_answer_word (word {{key}} PRIMARY KEY);
INSERT INTO checked_answer_word VALUES ('waiting'), ('returned'), ('public'), ('expired'), ('withdrawn');
CREATE TABLE answer_source_word (word {{key}} PRIMARY KEY);
INSERT INTO answer_source_word VALUES ('law'), ('document');
CREATE TABLE checked_answer (
    id {{key}} PRIMARY KEY, number BIGINT NOT NULL UNIQUE, agency_id {{key}} NOT NULL REFERENCES unit (id), keeper_id {{key}} NOT NULL REFERENCES person (id), state {{key}} NOT NULL REFERENCES checked_answer_word (word),
    version BIGINT NOT NULL, public_version BIGINT NOT NULL DEFAULT 0, valid_until BIGINT NOT NULL DEFAULT 0, warned_at BIGINT NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '', at BIGINT NOT NULL,
    helpful BIGINT NOT NULL DEFAULT 0, unhelpful BIGINT NOT NULL DEFAULT 0);
CREATE INDEX checked_answer_list ON checked_answer (agency_id, number);
CREATE INDEX checked_answer_due ON checked_answer (valid_until, id) WHERE state = 'public';
CREATE TABLE checked_answer_text (
    answer_id {{key}} NOT NULL REFERENCES checked_answer (id), version BIGINT NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL, source_kind {{key}} NOT NULL REFERENCES answer_source_word (word), source TEXT NOT NULL, article TEXT NOT NULL, url TEXT NOT NULL,
    valid_until BIGINT NOT NULL, written_by {{key}} NOT NULL, written_at BIGINT NOT NULL, approved_by {{key}} NOT NULL DEFAULT '', approved_at BIGINT NOT NULL DEFAULT 0, returned_by {{key}} NOT NULL DEFAULT '', returned TEXT NOT NULL DEFAULT '', PRIMARY KEY (answer_id, version));
CREATE INDEX statement_drafter ON statement (drafter_id, matter_id);
