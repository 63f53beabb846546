-- +goose Up

-- How an account without an adapter of its own is reached: the receiver of what
-- we publish, and the public feed that shows it.
CREATE TABLE account_link (account_id {{key}} PRIMARY KEY REFERENCES account (id), out_url TEXT NOT NULL DEFAULT '', in_url TEXT NOT NULL DEFAULT '', by_id {{key}} NOT NULL, at BIGINT NOT NULL);

-- Comments below our own articles. There is no column for who wrote one, and the
-- text is kept without personal data. A comment is shown unless it falls under the
-- closed list; with words of criticism in it two people must say so.
CREATE TABLE withhold_word (word {{key}} PRIMARY KEY);
INSERT INTO withhold_word VALUES (''), ('personal_data'), ('malicious_link'), ('advertising'), ('duplicate'), ('off_matter'), ('law');
CREATE TABLE own_comment (
    id {{key}} PRIMARY KEY, account_id {{key}} NOT NULL REFERENCES account (id), post_key {{key}} NOT NULL, post_title TEXT NOT NULL DEFAULT '', post_url TEXT NOT NULL DEFAULT '', platform_key {{key}} NOT NULL,
    text TEXT NOT NULL, masked BIGINT NOT NULL DEFAULT 0, said_at BIGINT NOT NULL DEFAULT 0, read_at BIGINT NOT NULL, state {{key}} NOT NULL CHECK (state IN ('shown', 'proposed', 'withheld')), version BIGINT NOT NULL DEFAULT 1,
    code {{key}} NOT NULL DEFAULT '', reason {{key}} NOT NULL DEFAULT '' REFERENCES withhold_word (word), law TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', twin {{key}} NOT NULL DEFAULT '', proposed_by {{key}} NOT NULL DEFAULT '',
    withheld_by {{key}} NOT NULL DEFAULT '', withheld_at BIGINT NOT NULL DEFAULT 0, restored_at BIGINT NOT NULL DEFAULT 0, message {{key}} NOT NULL DEFAULT '', UNIQUE (account_id, post_key, platform_key));
CREATE INDEX own_comment_list ON own_comment (account_id, id);
CREATE INDEX own_comment_state ON own_comment (state, id);
CREATE UNIQUE INDEX own_comment_code ON own_comment (code) WHERE code <> '';
CREATE INDEX own_comment_withheld ON own_comment (withheld_at DESC, id) WHERE withheld_at > 0;
CREATE INDEX own_comment_read ON own_comment (read_at);
-- Somebody asks that another officer look again: answered within five working days.
CREATE TABLE comment_appeal (
    id {{key}} PRIMARY KEY, comment_id {{key}} NOT NULL REFERENCES own_comment (id), text TEXT NOT NULL, at BIGINT NOT NULL, due_at BIGINT NOT NULL, warned BIGINT NOT NULL DEFAULT 0,
    verdict {{key}} NOT NULL DEFAULT '' CHECK (verdict IN ('', 'restored', 'kept')), reason TEXT NOT NULL DEFAULT '', by_id {{key}} NOT NULL DEFAULT '', decided_at BIGINT NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX comment_appeal_open ON comment_appeal (comment_id) WHERE verdict = '';
CREATE INDEX comment_appeal_due ON comment_appeal (due_at) WHERE verdict = '';
CREATE INDEX comment_appeal_of ON comment_appeal (comment_id, at);

-- What is done when an account is taken over or defaced: who, with whom, and what
-- happened each time, drills included. An incident that is no drill holds back all
-- sending for its account until it is restored.
CREATE TABLE account_plan (
    account_id {{key}} PRIMARY KEY REFERENCES account (id), coordinator_id {{key}} NOT NULL REFERENCES person (id), deputy_id {{key}} NOT NULL REFERENCES person (id), departments TEXT NOT NULL, platform_line TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '', reminded_at BIGINT NOT NULL DEFAULT 0, by_id {{key}} NOT NULL, at BIGINT NOT NULL);
CREATE TABLE account_incident (
    id {{key}} PRIMARY KEY, account_id {{key}} NOT NULL REFERENCES account (id), kind {{key}} NOT NULL CHECK (kind IN ('hijack', 'defacement')), drill BIGINT NOT NULL, reason TEXT NOT NULL, began_at BIGINT NOT NULL, began_by {{key}} NOT NULL REFERENCES person (id),
    notice TEXT NOT NULL DEFAULT '', secrets BIGINT NOT NULL DEFAULT 0, ended_at BIGINT NOT NULL DEFAULT 0, ended_by {{key}} NOT NULL DEFAULT '', participants TEXT NOT NULL DEFAULT '', minutes BIGINT NOT NULL DEFAULT 0, findings TEXT NOT NULL DEFAULT '');
CREATE UNIQUE INDEX account_incident_open ON account_incident (account_id) WHERE ended_at = 0;
CREATE INDEX account_incident_of ON account_incident (account_id, began_at);
CREATE INDEX account_incident_at ON account_incident (began_at DESC, id) WHERE drill = 0;
CREATE TABLE incident_step_word (word {{key}} PRIMARY KEY);
INSERT INTO incident_step_word VALUES ('stop'), ('rotate'), ('tell_departments'), ('tell_public'), ('restore');
CREATE TABLE incident_step (
    incident_id {{key}} NOT NULL REFERENCES account_incident (id), step {{key}} NOT NULL REFERENCES incident_step_word (word), due_at BIGINT NOT NULL, warned BIGINT NOT NULL DEFAULT 0, done_at BIGINT NOT NULL DEFAULT 0, by_id {{key}} NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (incident_id, step));
CREATE INDEX incident_step_due ON incident_step (due_at) WHERE done_at = 0;
