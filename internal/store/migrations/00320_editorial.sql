-- +goose Up

-- Who answers for a column; with which sort of column of our own site it is
-- linked, and with which of the sites and columns that are looked at.
ALTER TABLE desk_column ADD COLUMN editor_id {{key}} NOT NULL DEFAULT '';
ALTER TABLE desk_column ADD COLUMN linked {{key}} NOT NULL DEFAULT '' CHECK (linked IN ('', 'news', 'notice', 'policy'));
ALTER TABLE desk_column ADD COLUMN site_id {{key}} NOT NULL DEFAULT '';
CREATE INDEX desk_column_site ON desk_column (site_id) WHERE site_id <> '';

-- When a service was last seen in the menu that its platform shows, 0 for not. What
-- the public can press is looked at, cleared or not.
ALTER TABLE account_service ADD COLUMN menu_at BIGINT NOT NULL DEFAULT 0;
DROP INDEX account_service_due;
CREATE INDEX account_service_due ON account_service (next_at, id) WHERE state = 'live' OR menu_at > 0;

-- What an article of several agencies' accounts carries together stands in the
-- registry once.
CREATE INDEX joint_release_statement ON joint_release (statement) WHERE statement <> '';
