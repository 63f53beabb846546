-- +goose Up

-- A saved view is a list of concerns or, now, a search.
ALTER TABLE saved_view ADD COLUMN page {{key}} NOT NULL DEFAULT 'concerns';
