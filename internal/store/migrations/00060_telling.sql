-- +goose Up

-- What a notice is about decides who else is told of it, and how soon.
ALTER TABLE notice ADD COLUMN event {{key}} NOT NULL DEFAULT 'work' CHECK (event IN ('new', 'sign', 'returned', 'due', 'breach', 'work', 'system'));

-- Robots of group chats. Token and secret are sealed; calls holds the instants of
-- the last minute's calls, so that several processes keep one limit.
CREATE TABLE robot (
    id {{key}} PRIMARY KEY, unit_id {{key}} NOT NULL REFERENCES unit (id), kind {{key}} NOT NULL CHECK (kind IN ('wecom', 'dingtalk', 'feishu')), name TEXT NOT NULL, token TEXT NOT NULL, secret TEXT NOT NULL DEFAULT '',
    events TEXT NOT NULL, sparse BIGINT NOT NULL DEFAULT 0, active BIGINT NOT NULL DEFAULT 1, created_at BIGINT NOT NULL, created_by {{key}} NOT NULL, calls TEXT NOT NULL DEFAULT '', paused_until BIGINT NOT NULL DEFAULT 0,
    told_at BIGINT NOT NULL DEFAULT 0, failed_at BIGINT NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '');
-- How a person wants to be told beside the bell. Minutes of the day; equal ones
-- mean no quiet hours. An hour of -1 means no digest.
CREATE TABLE telling_wish (
    person_id {{key}} PRIMARY KEY REFERENCES person (id), mail TEXT NOT NULL DEFAULT '', events TEXT NOT NULL DEFAULT '', sparse BIGINT NOT NULL DEFAULT 0, quiet_from BIGINT NOT NULL DEFAULT 0, quiet_to BIGINT NOT NULL DEFAULT 0,
    digest_hour BIGINT NOT NULL DEFAULT -1, digest_day {{key}} NOT NULL DEFAULT '');
-- One message to one outlet about one matter: written when it is planned, filled
-- when it is sent.
CREATE TABLE telling (
    id {{key}} PRIMARY KEY, ukey {{key}} NOT NULL UNIQUE, kind {{key}} NOT NULL CHECK (kind IN ('notice', 'digest', 'test')), robot_id {{key}} NOT NULL DEFAULT '', person_id {{key}} NOT NULL DEFAULT '', matter_id {{key}} NOT NULL DEFAULT '',
    grade {{key}} NOT NULL DEFAULT '', events TEXT NOT NULL DEFAULT '', changes BIGINT NOT NULL DEFAULT 1, state {{key}} NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'dropped')),
    created_at BIGINT NOT NULL, due_at BIGINT NOT NULL, sending_at BIGINT NOT NULL DEFAULT 0, sent_at BIGINT NOT NULL DEFAULT 0, attempts BIGINT NOT NULL DEFAULT 0, repeats BIGINT NOT NULL DEFAULT 0, job_id {{key}} NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '');
CREATE INDEX telling_about ON telling (robot_id, person_id, matter_id, sending_at);
CREATE INDEX telling_open ON telling (robot_id, person_id, matter_id) WHERE state = 'waiting';
CREATE INDEX telling_person ON telling (person_id, id);
CREATE INDEX telling_failed ON telling (id) WHERE state = 'failed';
