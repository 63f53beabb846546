-- +goose Up

-- Who left the response group of a concern, why, and who stepped in. A line is
-- never changed: the group is what plan and meetings made it, less these.
CREATE TABLE leave_word (word {{key}} PRIMARY KEY);
INSERT INTO leave_word VALUES ('duty'), ('away'), ('recusal'), ('expertise'), ('other');
CREATE TABLE group_change (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES matter (id), member {{key}} NOT NULL, name TEXT NOT NULL, unit TEXT NOT NULL, ground {{key}} NOT NULL REFERENCES leave_word (word), reason TEXT NOT NULL,
    substitute_id {{key}} NOT NULL DEFAULT '', substitute TEXT NOT NULL DEFAULT '', substitute_unit TEXT NOT NULL DEFAULT '', expertise TEXT NOT NULL DEFAULT '', by_id {{key}} NOT NULL REFERENCES person (id), at BIGINT NOT NULL);
CREATE INDEX group_change_matter ON group_change (matter_id, id);
