-- +goose Up

-- The agency's own sites and their columns, who answers for each, and what was
-- found there. A finding is a task of the unit until a later look sees it mended;
-- then it closes itself, with what was seen. Clause: LIS-8.
CREATE TABLE own_site (
    id {{key}} PRIMARY KEY, agency_id {{key}} NOT NULL REFERENCES unit (id), unit_id {{key}} NOT NULL REFERENCES unit (id), parent_id {{key}} NOT NULL DEFAULT '', title TEXT NOT NULL, url TEXT NOT NULL, active BIGINT NOT NULL DEFAULT 1,
    next_at BIGINT NOT NULL DEFAULT 0, checked_at BIGINT NOT NULL DEFAULT 0, created_by {{key}} NOT NULL, created_at BIGINT NOT NULL);
CREATE INDEX own_site_next ON own_site (next_at) WHERE active = 1;
CREATE TABLE site_check (
    site_id {{key}} NOT NULL REFERENCES own_site (id), at BIGINT NOT NULL, ok BIGINT NOT NULL, took_ms BIGINT NOT NULL, error TEXT NOT NULL DEFAULT '', newest_at BIGINT NOT NULL DEFAULT 0, cert_until BIGINT NOT NULL DEFAULT 0, links BIGINT NOT NULL DEFAULT 0, dead BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (site_id, at));
CREATE TABLE site_fault_word (word {{key}} PRIMARY KEY);
INSERT INTO site_fault_word VALUES ('unreachable'), ('slow'), ('certificate'), ('stale'), ('dead_link'), ('expired');
CREATE TABLE site_fault (
    id {{key}} PRIMARY KEY, site_id {{key}} NOT NULL REFERENCES own_site (id), unit_id {{key}} NOT NULL, kind {{key}} NOT NULL REFERENCES site_fault_word (word), url TEXT NOT NULL, says TEXT NOT NULL, seen BIGINT NOT NULL, task BIGINT NOT NULL, first_at BIGINT NOT NULL, last_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL DEFAULT 0, mended_at BIGINT NOT NULL DEFAULT 0, evidence TEXT NOT NULL DEFAULT '');
CREATE UNIQUE INDEX site_fault_open ON site_fault (site_id, kind, url) WHERE mended_at = 0;
CREATE INDEX site_fault_task ON site_fault (unit_id, due_at, id) WHERE mended_at = 0 AND task = 1;
CREATE INDEX site_fault_mended ON site_fault (mended_at) WHERE mended_at > 0;
