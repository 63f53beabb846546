-- +goose Up

-- An account without callbacks: nothing is sealed on its line.
INSERT INTO platform_mode_word VALUES ('none');

-- How far the reading of an account has come: what stands on it, and what others
-- say below. at is when the last turn ended, cursor where the next one goes on, ''
-- from the beginning.
CREATE TABLE platform_turn (
    account_id {{key}} NOT NULL, what {{key}} NOT NULL CHECK (what IN ('posts', 'comments', 'menu')), cursor TEXT NOT NULL DEFAULT '', next_at BIGINT NOT NULL DEFAULT 0, at BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (account_id, what));
