-- +goose Up

INSERT INTO kind_word VALUES ('account_filing');
INSERT INTO document_word VALUES ('opening_form'), ('filing_decision'), ('filing_notice'), ('account_notice');

-- Official accounts: records of what the agency itself runs, and of nobody else.
CREATE TABLE platform_word (word {{key}} PRIMARY KEY);
INSERT INTO platform_word VALUES ('wechat'), ('wecom'), ('weibo'), ('douyin'), ('kuaishou'), ('toutiao'), ('bilibili'), ('xiaohongshu'), ('zhihu'), ('people_daily'), ('xinhua'), ('alipay'), ('own_app');
CREATE TABLE account_kind_word (word {{key}} PRIMARY KEY);
INSERT INTO account_kind_word VALUES ('subscription'), ('service'), ('microblog'), ('video'), ('mini_program'), ('app'), ('official_person'), ('other');
CREATE TABLE account_state_word (word {{key}} PRIMARY KEY);
INSERT INTO account_state_word VALUES ('opening'), ('open'), ('closed'), ('refused');
-- The level of an agency decides how it may open an account; inner sections are
-- known by their kind.
CREATE TABLE level_word (word {{key}} PRIMARY KEY);
INSERT INTO level_word VALUES ('province'), ('city'), ('county'), ('attached'), ('dispatched');
CREATE TABLE agency_level (unit_id {{key}} PRIMARY KEY REFERENCES unit (id), level {{key}} NOT NULL REFERENCES level_word (word), by_id {{key}} NOT NULL, at BIGINT NOT NULL);

-- name_key, handle_key and address_key are the folded forms that a lookup asks.
CREATE TABLE account (
    id {{key}} PRIMARY KEY, number {{key}} NOT NULL UNIQUE, agency_id {{key}} NOT NULL REFERENCES unit (id), unit_id {{key}} NOT NULL REFERENCES unit (id),
    platform {{key}} NOT NULL REFERENCES platform_word (word), kind {{key}} NOT NULL REFERENCES account_kind_word (word), name TEXT NOT NULL, handle {{key}} NOT NULL DEFAULT '', address TEXT NOT NULL DEFAULT '',
    emblem {{key}} NOT NULL DEFAULT 'none' CHECK (emblem IN ('standard', 'other', 'none')), organiser TEXT NOT NULL, certified BIGINT NOT NULL DEFAULT 0, main BIGINT NOT NULL DEFAULT 0, purpose TEXT NOT NULL DEFAULT '',
    state {{key}} NOT NULL REFERENCES account_state_word (word), version BIGINT NOT NULL DEFAULT 1, name_key {{key}} NOT NULL, handle_key {{key}} NOT NULL DEFAULT '', address_key {{key}} NOT NULL DEFAULT '',
    origin {{key}} NOT NULL CHECK (origin IN ('filing', 'import')), opened_at BIGINT NOT NULL DEFAULT 0, closed_at BIGINT NOT NULL DEFAULT 0, created_at BIGINT NOT NULL, created_by {{key}} NOT NULL);
CREATE INDEX account_agency ON account (agency_id, platform, id);
CREATE INDEX account_place ON account (state, platform, id);
CREATE INDEX account_name ON account (name_key);
CREATE INDEX account_handle ON account (handle_key) WHERE handle_key <> '';
CREATE INDEX account_address ON account (address_key) WHERE address_key <> '';
CREATE UNIQUE INDEX account_main ON account (agency_id) WHERE main = 1 AND state = 'open';
-- Who answers for an account; a row is ended, never rewritten.
CREATE TABLE account_person (
    id {{key}} PRIMARY KEY, account_id {{key}} NOT NULL REFERENCES account (id), part {{key}} NOT NULL CHECK (part IN ('in_charge', 'organiser', 'keeper')), person_id {{key}} NOT NULL REFERENCES person (id),
    since BIGINT NOT NULL, until BIGINT NOT NULL DEFAULT 0, by_id {{key}} NOT NULL);
CREATE UNIQUE INDEX account_person_now ON account_person (account_id, part, person_id) WHERE until = 0;
CREATE INDEX account_person_of ON account_person (person_id) WHERE until = 0;
CREATE TABLE account_file (
    id {{key}} PRIMARY KEY, account_id {{key}} NOT NULL REFERENCES account (id), filing {{key}} NOT NULL DEFAULT '', kind {{key}} NOT NULL CHECK (kind IN ('certificate', 'emblem', 'approval', 'screenshot', 'contract', 'other')),
    name TEXT NOT NULL, size BIGINT NOT NULL, hash {{key}} NOT NULL, note TEXT NOT NULL DEFAULT '', by_id {{key}} NOT NULL, at BIGINT NOT NULL);
CREATE INDEX account_file_of ON account_file (account_id, at);

-- Filings are matters about an account. form holds the fields of the approval
-- form as JSON; changed_at is when a change was made, from which its term runs.
CREATE TABLE filing_act_word (word {{key}} PRIMARY KEY);
INSERT INTO filing_act_word VALUES ('opening'), ('change'), ('closing'), ('cancelling');
CREATE TABLE account_filing (
    matter_id {{key}} PRIMARY KEY REFERENCES matter (id), account_id {{key}} NOT NULL REFERENCES account (id), act {{key}} NOT NULL REFERENCES filing_act_word (word), form TEXT NOT NULL DEFAULT '{}',
    changed_at BIGINT NOT NULL DEFAULT 0, applicant_id {{key}} NOT NULL REFERENCES person (id));
CREATE INDEX account_filing_account ON account_filing (account_id, matter_id);
-- One row a level that decides or takes note, from below to the provincial
-- office. An empty agency is one outside this installation, whose paper a person records.
CREATE TABLE filing_step (
    filing_id {{key}} NOT NULL REFERENCES matter (id), n BIGINT NOT NULL, agency_id {{key}} NOT NULL DEFAULT '', name TEXT NOT NULL, level {{key}} NOT NULL, verdict {{key}} NOT NULL DEFAULT '' CHECK (verdict IN ('', 'agreed', 'refused')),
    person_id {{key}} NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', reference TEXT NOT NULL DEFAULT '', at BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (filing_id, n));
-- What the public is told of an account: a new organiser, an opening, a closing.
CREATE TABLE account_notice (
    id {{key}} PRIMARY KEY, account_id {{key}} NOT NULL REFERENCES account (id), filing {{key}} NOT NULL DEFAULT '', kind {{key}} NOT NULL CHECK (kind IN ('opened', 'organiser', 'renamed', 'closed')), text TEXT NOT NULL, at BIGINT NOT NULL, by_id {{key}} NOT NULL);
CREATE INDEX account_notice_at ON account_notice (at DESC, id);
CREATE INDEX account_notice_of ON account_notice (account_id, at);

-- Which account follows which, and joint releases: one declared address for
-- each account, on its own page.
CREATE TABLE account_follow (account_id {{key}} NOT NULL REFERENCES account (id), follows_id {{key}} NOT NULL REFERENCES account (id), by_id {{key}} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (account_id, follows_id));
CREATE TABLE joint_release (
    id {{key}} PRIMARY KEY, number {{key}} NOT NULL UNIQUE, agency_id {{key}} NOT NULL REFERENCES unit (id), title TEXT NOT NULL, source TEXT NOT NULL, statement {{key}} NOT NULL DEFAULT '', by_id {{key}} NOT NULL, at BIGINT NOT NULL);
CREATE INDEX joint_release_at ON joint_release (at DESC, id);
CREATE TABLE joint_declaration (
    release_id {{key}} NOT NULL REFERENCES joint_release (id), account_id {{key}} NOT NULL REFERENCES account (id), address TEXT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (release_id, account_id));

-- An account that passes itself off as the agency, beside the request to its
-- platform. There is no column for what it said, nor for who stands behind it.
CREATE TABLE impersonation_fact_word (word {{key}} PRIMARY KEY);
INSERT INTO impersonation_fact_word VALUES ('our_name'), ('our_emblem'), ('claims_certified'), ('claims_to_be_us');
CREATE TABLE impersonation (
    request_id {{key}} PRIMARY KEY REFERENCES publisher_request (id), platform {{key}} NOT NULL REFERENCES platform_word (word), name TEXT NOT NULL, handle {{key}} NOT NULL DEFAULT '', account_id {{key}} NOT NULL DEFAULT '', at BIGINT NOT NULL);
CREATE TABLE impersonation_fact (request_id {{key}} NOT NULL REFERENCES impersonation (request_id), fact {{key}} NOT NULL REFERENCES impersonation_fact_word (word), shown TEXT NOT NULL, PRIMARY KEY (request_id, fact));
CREATE TABLE impersonation_file (id {{key}} PRIMARY KEY, request_id {{key}} NOT NULL REFERENCES impersonation (request_id), name TEXT NOT NULL, size BIGINT NOT NULL, hash {{key}} NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL);
CREATE INDEX impersonation_file_of ON impersonation_file (request_id, at);
CREATE TABLE impersonation_told (id {{key}} PRIMARY KEY, request_id {{key}} NOT NULL REFERENCES impersonation (request_id), department TEXT NOT NULL, how TEXT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL);
CREATE INDEX impersonation_told_of ON impersonation_told (request_id, at);
