-- +goose Up

-- Whether somebody was told the same already is asked with every message: by matter,
-- not by looking through all that a person has not read.
CREATE INDEX notice_waiting ON notice (person_id, matter_id) WHERE read_at = 0;
DROP INDEX notice_unread;
