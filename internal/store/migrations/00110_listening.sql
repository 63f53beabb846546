-- +goose Up

-- What the reader remembers of a source, beside what people decided about it:
-- who reads it now (a lease, so that two processes never read one source at a
-- time), how it usually publishes, and whether it is silent for longer.
CREATE TABLE source_watch (
    source_id {{key}} PRIMARY KEY REFERENCES source (id), lease_by {{key}} NOT NULL DEFAULT '', lease_until BIGINT NOT NULL DEFAULT 0, claimed_at BIGINT NOT NULL DEFAULT 0, took_ms BIGINT NOT NULL DEFAULT 0, asked_seconds BIGINT NOT NULL DEFAULT 0, slowest_seconds BIGINT NOT NULL DEFAULT 0,
    rhythm TEXT NOT NULL DEFAULT '', newest_at BIGINT NOT NULL DEFAULT 0, marks TEXT NOT NULL DEFAULT '', habit_seconds BIGINT NOT NULL DEFAULT 0, silent_at BIGINT NOT NULL DEFAULT 0);
CREATE INDEX source_watch_lease ON source_watch (lease_by) WHERE lease_until > 0;
CREATE INDEX source_watch_silent ON source_watch (silent_at) WHERE silent_at > 0;
CREATE INDEX source_turn ON source (next_read_at) WHERE active = 1 AND kind NOT IN ('push', 'file');

-- Stretches of a source of which we may have missed something: what a feed no
-- longer lists when we read it again. Caught up where older pages could be read.
CREATE TABLE source_gap (
    id {{key}} PRIMARY KEY, source_id {{key}} NOT NULL REFERENCES source (id), from_at BIGINT NOT NULL, to_at BIGINT NOT NULL, cause {{key}} NOT NULL CHECK (cause IN ('ours', 'theirs', 'burst')), state {{key}} NOT NULL CHECK (state IN ('caught', 'missing', 'settled')),
    items BIGINT NOT NULL DEFAULT 0, says TEXT NOT NULL, at BIGINT NOT NULL, settled_by {{key}} NOT NULL DEFAULT '', settled_at BIGINT NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT '');
CREATE INDEX source_gap_open ON source_gap (at) WHERE state = 'missing';
CREATE INDEX source_gap_source ON source_gap (source_id, at);

-- Items that could not be read or stored. What was to be stored is kept as it
-- would have been: without a writer, and redacted.
CREATE TABLE dead_letter (
    id {{key}} PRIMARY KEY, ukey {{key}} NOT NULL UNIQUE, source_id {{key}} NOT NULL REFERENCES source (id), stage {{key}} NOT NULL CHECK (stage IN ('read', 'store')), reason TEXT NOT NULL, url TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '', text TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL DEFAULT '', published_at BIGINT NOT NULL DEFAULT 0, items BIGINT NOT NULL DEFAULT 1, state {{key}} NOT NULL CHECK (state IN ('open', 'arrived', 'dropped')), tries BIGINT NOT NULL DEFAULT 0, at BIGINT NOT NULL, last_at BIGINT NOT NULL, closed_at BIGINT NOT NULL DEFAULT 0, closed_by {{key}} NOT NULL DEFAULT '');
CREATE INDEX dead_letter_open ON dead_letter (last_at, id) WHERE state = 'open';
CREATE INDEX dead_letter_source ON dead_letter (source_id, state);

-- Key periods and events that are watched more closely: which topic is theirs,
-- how often their sources are read while it lasts.
CREATE TABLE key_watch (period_id {{key}} PRIMARY KEY REFERENCES key_period (id), topic_id {{key}} NOT NULL DEFAULT '', every_seconds BIGINT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL);
CREATE TABLE key_source (period_id {{key}} NOT NULL REFERENCES key_period (id), source_id {{key}} NOT NULL REFERENCES source (id), PRIMARY KEY (period_id, source_id));
CREATE INDEX key_source_of ON key_source (source_id);

-- Sources are read by a loop of their own in each process, no longer by a job.
DELETE FROM schedule WHERE name = 'poll';
DELETE FROM job WHERE kind = 'poll';
