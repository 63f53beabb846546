-- +goose Up

-- From a message of the inbox back to the comment that it was.
CREATE INDEX own_comment_message ON own_comment (message) WHERE message <> '';
-- Somebody proposed that a message be not handled: another person decides. Gone
-- once that is decided; the timeline of the message keeps it.
CREATE TABLE message_aside (
    matter_id {{key}} PRIMARY KEY REFERENCES message (matter_id), ground {{key}} NOT NULL REFERENCES message_aside_word (word), why TEXT NOT NULL, by_id {{key}} NOT NULL REFERENCES person (id), state {{key}} NOT NULL, at BIGINT NOT NULL);
