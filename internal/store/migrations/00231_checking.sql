-- +goose Up

-- What the unit concerned was asked before a finding is passed on, and what it found.
INSERT INTO document_word VALUES ('check_request'), ('check_answer');
