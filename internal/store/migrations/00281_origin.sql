-- +goose Up

-- The original of what was moved into a tip still lies where it came from: a
-- mailbox, a platform, a file of the hotline, a sheet of paper.
INSERT INTO errand_word VALUES ('moved_origin');
