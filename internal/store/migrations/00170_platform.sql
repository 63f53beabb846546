-- +goose Up

-- Official accounts as a channel: one outlet an account, its address is the
-- account's id.
INSERT INTO channel_word VALUES ('official_account');

-- How an account is connected to its platform. Secrets lie elsewhere, sealed.
-- cover_id is the picture that the platform wants with every article.
CREATE TABLE platform_mode_word (word {{key}} PRIMARY KEY);
INSERT INTO platform_mode_word VALUES ('plain'), ('compatible'), ('safe');
CREATE TABLE platform_link (
    account_id {{key}} PRIMARY KEY, app_id {{key}} NOT NULL, agent_id {{key}} NOT NULL DEFAULT '', mode {{key}} NOT NULL REFERENCES platform_mode_word (word), cover_id TEXT NOT NULL DEFAULT '',
    active BIGINT NOT NULL DEFAULT 1, by_id {{key}} NOT NULL, at BIGINT NOT NULL);
-- What last happened on the line, for people: one row an account.
CREATE TABLE platform_health (
    account_id {{key}} PRIMARY KEY, heard_at BIGINT NOT NULL DEFAULT 0, refused_at BIGINT NOT NULL DEFAULT 0, refusal TEXT NOT NULL DEFAULT '', called_at BIGINT NOT NULL DEFAULT 0, failed_at BIGINT NOT NULL DEFAULT 0, failure TEXT NOT NULL DEFAULT '');

-- The token of an account, sealed, shared by all processes; who holds the lease
-- renews it.
CREATE TABLE platform_token (
    account_id {{key}} PRIMARY KEY, token TEXT NOT NULL DEFAULT '', expires_at BIGINT NOT NULL DEFAULT 0, renewed_at BIGINT NOT NULL DEFAULT 0, lease_until BIGINT NOT NULL DEFAULT 0, fence BIGINT NOT NULL DEFAULT 0);
-- Callbacks that were taken: a signature stands for one text only.
CREATE TABLE platform_nonce (account_id {{key}} NOT NULL, nonce {{key}} NOT NULL, digest {{key}} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (account_id, nonce));
CREATE INDEX platform_nonce_at ON platform_nonce (at);
-- Interfaces that a platform wants us to leave alone for a while.
CREATE TABLE platform_wait (account_id {{key}} NOT NULL, path {{key}} NOT NULL, until_at BIGINT NOT NULL, says TEXT NOT NULL, PRIMARY KEY (account_id, path));
-- Our own articles on their way through a platform: draft, job, article.
CREATE TABLE platform_publication (
    message_key {{key}} PRIMARY KEY, account_id {{key}} NOT NULL, number {{key}} NOT NULL, version BIGINT NOT NULL, draft_id TEXT NOT NULL DEFAULT '', job_id {{key}} NOT NULL DEFAULT '', data_id TEXT NOT NULL DEFAULT '',
    article_id TEXT NOT NULL DEFAULT '', url TEXT NOT NULL DEFAULT '', state {{key}} NOT NULL CHECK (state IN ('drafted', 'submitted', 'published', 'refused', 'withdrawn')), says TEXT NOT NULL DEFAULT '', at BIGINT NOT NULL, changed_at BIGINT NOT NULL);
CREATE INDEX platform_publication_job ON platform_publication (account_id, job_id) WHERE job_id <> '';
CREATE INDEX platform_publication_open ON platform_publication (changed_at) WHERE state = 'submitted';
CREATE INDEX platform_publication_of ON platform_publication (account_id, number, version);
