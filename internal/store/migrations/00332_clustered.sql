-- +goose Up

-- The rows of these two were kept in no order beside the index of their keys, which
-- cost a second write for each and a second look for each that was read.
CREATE TABLE day_tally (day {{key}} NOT NULL, source_id {{key}} NOT NULL, topic_id {{key}} NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (day, source_id, topic_id)){{clustered}};
INSERT INTO day_tally (day, source_id, topic_id, n) SELECT day, source_id, topic_id, n FROM day_count ORDER BY day, source_id, topic_id;
DROP TABLE day_count;
ALTER TABLE day_tally RENAME TO day_count;

CREATE TABLE belonging (
    cluster_id {{key}} NOT NULL REFERENCES cluster (id), seq BIGINT NOT NULL, state {{key}} NOT NULL CHECK (state IN ('suggested', 'confirmed', 'refused')),
    score BIGINT NOT NULL, reasons TEXT NOT NULL DEFAULT '', at BIGINT NOT NULL, by_id {{key}} NOT NULL DEFAULT '', PRIMARY KEY (cluster_id, seq)){{clustered}};
INSERT INTO belonging (cluster_id, seq, state, score, reasons, at, by_id) SELECT cluster_id, seq, state, score, reasons, at, by_id FROM member ORDER BY cluster_id, seq;
DROP TABLE member;
ALTER TABLE belonging RENAME TO member;
CREATE INDEX member_seq ON member (seq);
CREATE INDEX member_suggested ON member (seq, cluster_id) WHERE state = 'suggested';
CREATE INDEX member_by_cluster_suggested ON member (cluster_id, seq) WHERE state = 'suggested';
