-- +goose Up

-- Pages of listening's lists: stretches to be looked after, and what is to be
-- mended on own sites, each by its key.
CREATE INDEX source_gap_missing ON source_gap (id) WHERE state = 'missing';
CREATE INDEX site_fault_todo ON site_fault (id) WHERE mended_at = 0 AND task = 1;
CREATE INDEX site_fault_site ON site_fault (site_id, id);
