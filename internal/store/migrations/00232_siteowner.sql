-- +goose Up

-- On which page of an own site a finding stands, who mends it, and when the unit
-- was told that it is overdue.
ALTER TABLE site_fault ADD COLUMN found_on TEXT NOT NULL DEFAULT '';
ALTER TABLE site_fault ADD COLUMN owner_id {{key}} NOT NULL DEFAULT '';
ALTER TABLE site_fault ADD COLUMN told_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX site_fault_overdue ON site_fault (due_at) WHERE mended_at = 0 AND task = 1 AND told_at = 0;
