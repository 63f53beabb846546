-- +goose Up

INSERT INTO target_word VALUES ('kind');
-- Tickets of the hotline and the service hall, as their exports name them: which
-- columns they have, and under which case a caller's earlier tickets stand. The
-- caller is a hash whose key changes every 90 days.
CREATE TABLE ticket_column (agency_id {{key}} NOT NULL REFERENCES unit (id), way {{key}} NOT NULL REFERENCES message_way_word (word), columns TEXT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (agency_id, way));
CREATE TABLE ticket_caller (hash {{key}} NOT NULL, matter_id {{key}} NOT NULL REFERENCES message (matter_id), at BIGINT NOT NULL, PRIMARY KEY (hash, matter_id));
CREATE INDEX ticket_caller_at ON ticket_caller (at);
