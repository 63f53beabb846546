-- +goose Up

-- How a comment stands on the platform: 0 nobody read it, 1 shown, 2 not shown.
ALTER TABLE own_comment ADD COLUMN on_platform BIGINT NOT NULL DEFAULT 0;
-- What was decided about a comment is carried to its platform: the notice with its
-- code, withholding after the notice, showing again, taking our notice off. One act
-- at a time and at most once; owed is a person's where the platform has no interface.
CREATE TABLE carry_act_word (word {{key}} PRIMARY KEY);
INSERT INTO carry_act_word VALUES ('notice'), ('withhold'), ('show'), ('unnotice');
CREATE TABLE carry_state_word (word {{key}} PRIMARY KEY);
INSERT INTO carry_state_word VALUES ('waiting'), ('owed'), ('queued'), ('sending'), ('done'), ('unknown'), ('failed'), ('superseded');
CREATE TABLE comment_carry (
    id {{key}} PRIMARY KEY, comment_id {{key}} NOT NULL REFERENCES own_comment (id), act {{key}} NOT NULL REFERENCES carry_act_word (word), text TEXT NOT NULL DEFAULT '', state {{key}} NOT NULL REFERENCES carry_state_word (word),
    attempts BIGINT NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '', by_id {{key}} NOT NULL, settled_by {{key}} NOT NULL DEFAULT '', at BIGINT NOT NULL, done_at BIGINT NOT NULL DEFAULT 0);
CREATE INDEX comment_carry_of ON comment_carry (comment_id, id);
