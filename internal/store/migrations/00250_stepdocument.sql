-- +goose Up

-- A step of a plan that one kind of report finishes is not finished by another.
ALTER TABLE task ADD COLUMN document {{key}} NOT NULL DEFAULT '';
