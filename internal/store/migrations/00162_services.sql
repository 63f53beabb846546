-- +goose Up

-- Services that our accounts link to: menus, mini programs, links. None is live
-- without the clearance of the technical department for the address that it has.
CREATE TABLE account_service (
    id {{key}} PRIMARY KEY, account_id {{key}} NOT NULL REFERENCES account (id), agency_id {{key}} NOT NULL REFERENCES unit (id), unit_id {{key}} NOT NULL REFERENCES unit (id),
    kind {{key}} NOT NULL CHECK (kind IN ('menu', 'mini_program', 'link')), title TEXT NOT NULL, url TEXT NOT NULL, state {{key}} NOT NULL CHECK (state IN ('waiting', 'cleared', 'live', 'stopped')),
    cleared_by {{key}} NOT NULL DEFAULT '', cleared_at BIGINT NOT NULL DEFAULT 0, cleared_note TEXT NOT NULL DEFAULT '', live_at BIGINT NOT NULL DEFAULT 0, stopped TEXT NOT NULL DEFAULT '',
    checked_at BIGINT NOT NULL DEFAULT 0, next_at BIGINT NOT NULL DEFAULT 0, took_ms BIGINT NOT NULL DEFAULT 0, failures BIGINT NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '', created_by {{key}} NOT NULL, created_at BIGINT NOT NULL);
CREATE INDEX account_service_of ON account_service (account_id, id);
CREATE INDEX account_service_due ON account_service (next_at, id) WHERE state = 'live';
-- A broken one is a task of its unit until a later look finds it in order.
CREATE TABLE service_fault (
    id {{key}} PRIMARY KEY, service_id {{key}} NOT NULL REFERENCES account_service (id), unit_id {{key}} NOT NULL REFERENCES unit (id), says TEXT NOT NULL, first_at BIGINT NOT NULL, due_at BIGINT NOT NULL,
    mended_at BIGINT NOT NULL DEFAULT 0, evidence TEXT NOT NULL DEFAULT '');
CREATE INDEX service_fault_open ON service_fault (due_at, id) WHERE mended_at = 0;
CREATE INDEX service_fault_of ON service_fault (service_id, first_at);
