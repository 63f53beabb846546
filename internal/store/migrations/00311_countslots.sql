-- +goose Up

-- A count of messages is the sum of some rows, so that those who count at once take
-- different ones.
CREATE TABLE message_tally (month {{key}} NOT NULL, agency_id {{key}} NOT NULL, what {{key}} NOT NULL, word {{key}} NOT NULL, slot BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (month, agency_id, what, word, slot));
INSERT INTO message_tally (month, agency_id, what, word, slot, n) SELECT month, agency_id, what, word, 0, n FROM message_count;
DROP TABLE message_count;
ALTER TABLE message_tally RENAME TO message_count;
