-- +goose Up

-- The eight categories of public sources (LIS-1), closed: groups, chats and
-- private accounts have no word here.
CREATE TABLE source_category_word (word {{key}} PRIMARY KEY);
INSERT INTO source_category_word VALUES ('own_county'), ('portal'), ('central_news'), ('other_province'), ('own_province'), ('own_city'), ('other'), ('search');
CREATE TABLE source_new (
    id {{key}} PRIMARY KEY, name {{key}} NOT NULL UNIQUE, kind {{key}} NOT NULL CHECK (kind IN ('feed', 'push', 'file')), url TEXT NOT NULL DEFAULT '',
    category {{key}} NOT NULL DEFAULT 'other' REFERENCES source_category_word (word), weight BIGINT NOT NULL DEFAULT 1, newsroom BIGINT NOT NULL DEFAULT 0, every_seconds BIGINT NOT NULL DEFAULT 600,
    active BIGINT NOT NULL DEFAULT 1, etag TEXT NOT NULL DEFAULT '', last_modified TEXT NOT NULL DEFAULT '', last_read_at BIGINT NOT NULL DEFAULT 0,
    last_good_at BIGINT NOT NULL DEFAULT 0, last_new_at BIGINT NOT NULL DEFAULT 0, next_read_at BIGINT NOT NULL DEFAULT 0, failures BIGINT NOT NULL DEFAULT 0,
    error_code {{key}} NOT NULL DEFAULT '', error_text TEXT NOT NULL DEFAULT '', posts BIGINT NOT NULL DEFAULT 0, created_at BIGINT NOT NULL);
INSERT INTO source_new (id, name, kind, url, category, weight, newsroom, every_seconds, active, etag, last_modified, last_read_at, last_good_at, last_new_at, next_read_at, failures, error_code, error_text, posts, created_at)
    SELECT id, name, kind, url, CASE WHEN category IN (SELECT word FROM source_category_word) THEN category ELSE 'other' END, weight, newsroom, every_seconds, active, etag, last_modified, last_read_at, last_good_at, last_new_at, next_read_at, failures, error_code, error_text, posts, created_at FROM source;
DROP TABLE source;
ALTER TABLE source_new RENAME TO source;
CREATE INDEX source_due ON source (next_read_at) WHERE kind = 'feed' AND active = 1;

-- How a source is read. Kind of source says who carries: feed is read by us in
-- one of these ways, push and file are brought. A source without a row here is
-- read in the way of its kind. kept holds what the next reading compares with:
-- hashes of addresses, redacted words of a watched page, the place in a mailbox.
CREATE TABLE source_way_word (word {{key}} PRIMARY KEY);
INSERT INTO source_way_word VALUES ('feed'), ('page'), ('change'), ('sitemap'), ('search'), ('mail'), ('push'), ('file'), ('comments'), ('report');
CREATE TABLE source_reading (
    source_id {{key}} PRIMARY KEY REFERENCES source (id), way {{key}} NOT NULL REFERENCES source_way_word (word), settings TEXT NOT NULL DEFAULT '', secret TEXT NOT NULL DEFAULT '', kept TEXT NOT NULL DEFAULT '');

-- Pictures, audio and video of matched posts: an address and what the page says
-- of it (LIS-4). Nothing of them is ever fetched.
CREATE TABLE media_word (word {{key}} PRIMARY KEY);
INSERT INTO media_word VALUES ('image'), ('audio'), ('video');
CREATE TABLE post_media (
    seq BIGINT NOT NULL, place BIGINT NOT NULL, kind {{key}} NOT NULL REFERENCES media_word (word), url TEXT NOT NULL, says TEXT NOT NULL, PRIMARY KEY (seq, place)){{clustered}};
