-- +goose Up

-- What stands on our own accounts, and when: no reader, no comment, no figure of
-- who saw it. day counts from 1 January 1970 in Shanghai. pkey names a post of an
-- account, so that the same one recorded twice arrives once.
CREATE TABLE post_origin_word (word {{key}} PRIMARY KEY);
INSERT INTO post_origin_word VALUES ('platform'), ('feed'), ('import'), ('typed');
CREATE TABLE account_post (
    id {{key}} PRIMARY KEY, account_id {{key}} NOT NULL REFERENCES account (id), pkey {{key}} NOT NULL, at BIGINT NOT NULL, day BIGINT NOT NULL, title TEXT NOT NULL, address TEXT NOT NULL DEFAULT '',
    origin {{key}} NOT NULL REFERENCES post_origin_word (word), statement {{key}} NOT NULL DEFAULT '', by_id {{key}} NOT NULL DEFAULT '', recorded_at BIGINT NOT NULL,
    void_at BIGINT NOT NULL DEFAULT 0, void_by {{key}} NOT NULL DEFAULT '', void_reason TEXT NOT NULL DEFAULT '', UNIQUE (account_id, pkey));
CREATE INDEX account_post_day ON account_post (account_id, day);
CREATE INDEX account_post_at ON account_post (account_id, at DESC, id);
CREATE TABLE account_feed (account_id {{key}} NOT NULL REFERENCES account (id), source_id {{key}} NOT NULL REFERENCES source (id), by_id {{key}} NOT NULL, since BIGINT NOT NULL, PRIMARY KEY (account_id, source_id));
CREATE INDEX account_feed_source ON account_feed (source_id);
-- One period of one rule in which something was missing: when it was warned of,
-- and when it passed without. What was late stays on record; if the posting record
-- turns out to have had a gap, that is written beside it.
CREATE TABLE account_pace (
    account_id {{key}} NOT NULL REFERENCES account (id), rule {{key}} NOT NULL, from_day BIGINT NOT NULL, due_day BIGINT NOT NULL, title TEXT NOT NULL, article TEXT NOT NULL, have BIGINT NOT NULL, need BIGINT NOT NULL,
    warned_at BIGINT NOT NULL DEFAULT 0, late_at BIGINT NOT NULL DEFAULT 0, refuted_at BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (account_id, rule, from_day));
CREATE INDEX account_pace_late ON account_pace (late_at DESC, account_id) WHERE late_at > 0;
CREATE INDEX account_pace_due ON account_pace (due_day, account_id);
