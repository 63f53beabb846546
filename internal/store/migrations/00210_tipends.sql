-- +goose Up

-- When what is sealed of a closed tip is destroyed, 0 while it is open, and when
-- its recipients are reminded next, 0 for never.
ALTER TABLE tip ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tip ADD COLUMN alarm_at BIGINT NOT NULL DEFAULT 0;
UPDATE tip SET ends_at = closed_at + 7776000000 WHERE closed_at > 0;
UPDATE tip SET alarm_at = answer_due - 259200000 WHERE closed_at = 0;
CREATE INDEX tip_ends ON tip (ends_at) WHERE ends_at > 0 AND shredded_at = 0;
CREATE INDEX tip_alarm ON tip (alarm_at) WHERE alarm_at > 0;
CREATE INDEX tip_gone ON tip (agency_id, shredded_at) WHERE shredded_at > 0;
