-- +goose Up

-- Posts by the hour in which they were published (hours since 1970, UTC): about
-- a group of posts, or a topic. They stay when texts are gone.
CREATE TABLE hour_count (about {{key}} NOT NULL, hour BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (about, hour)){{clustered}};
INSERT INTO hour_count (about, hour, n) SELECT m.cluster_id, p.published_at / 3600000, COUNT(*) FROM member m JOIN post p ON p.seq = m.seq WHERE m.state = 'confirmed' GROUP BY m.cluster_id, p.published_at / 3600000;
INSERT INTO hour_count (about, hour, n) SELECT x.topic_id, p.published_at / 3600000, COUNT(*) FROM post_topic x JOIN post p ON p.seq = x.seq GROUP BY x.topic_id, p.published_at / 3600000;

-- An hour in which far more came than at the same hour of the day and the week before.
CREATE TABLE spike (
    id {{key}} PRIMARY KEY, kind {{key}} NOT NULL CHECK (kind IN ('concern', 'topic')), about {{key}} NOT NULL, hour BIGINT NOT NULL, n BIGINT NOT NULL, day_before BIGINT NOT NULL, week_before BIGINT NOT NULL,
    at BIGINT NOT NULL, seen_by {{key}} NOT NULL DEFAULT '', seen_at BIGINT NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX spike_about ON spike (about, hour);
CREATE INDEX spike_unseen ON spike (id) WHERE seen_at = 0;

-- A concern that is set aside until an instant. Its clocks run on.
CREATE TABLE snooze (
    matter_id {{key}} PRIMARY KEY REFERENCES matter (id), until_at BIGINT NOT NULL, reason TEXT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL);
CREATE INDEX snooze_until ON snooze (until_at);

-- From which post the title and the summary of a concern were drawn, and who
-- wrote them anew.
CREATE TABLE drawn (matter_id {{key}} PRIMARY KEY REFERENCES matter (id), seq BIGINT NOT NULL, written_by {{key}} NOT NULL DEFAULT '', written_at BIGINT NOT NULL DEFAULT 0);

-- What a person did to groups, with what stood before, so that it can be undone.
CREATE TABLE regroup_word (word {{key}} PRIMARY KEY);
INSERT INTO regroup_word VALUES ('join'), ('split'), ('merge'), ('confirm'), ('refuse');
CREATE TABLE regroup (
    id {{key}} PRIMARY KEY, act {{key}} NOT NULL REFERENCES regroup_word (word), matter_id {{key}} NOT NULL DEFAULT '', other_id {{key}} NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '', posts BIGINT NOT NULL, reason TEXT NOT NULL DEFAULT '',
    by_id {{key}} NOT NULL, at BIGINT NOT NULL, undone_by {{key}} NOT NULL DEFAULT '', undone_at BIGINT NOT NULL DEFAULT 0, undone_why TEXT NOT NULL DEFAULT '');
CREATE INDEX regroup_matter ON regroup (matter_id, id);
CREATE TABLE regroup_member (
    regroup_id {{key}} NOT NULL REFERENCES regroup (id), cluster_id {{key}} NOT NULL, seq BIGINT NOT NULL, was {{key}} NOT NULL, is_now {{key}} NOT NULL, score BIGINT NOT NULL, reasons TEXT NOT NULL, at BIGINT NOT NULL, by_id {{key}} NOT NULL,
    PRIMARY KEY (regroup_id, cluster_id, seq));
CREATE TABLE regroup_cluster (regroup_id {{key}} NOT NULL REFERENCES regroup (id), cluster_id {{key}} NOT NULL, was_matter {{key}} NOT NULL, PRIMARY KEY (regroup_id, cluster_id));

-- Suggestions, newest first, for the grouping desk.
CREATE INDEX member_by_cluster_suggested ON member (cluster_id, seq) WHERE state = 'suggested';

-- What became of posts and groups outside the writer's own decisions, in order,
-- so that the memory of whoever groups next can follow. Post 0 is the whole group.
CREATE TABLE regroup_move (n {{seq}} PRIMARY KEY, seq BIGINT NOT NULL, from_cluster {{key}} NOT NULL, into_cluster {{key}} NOT NULL);
