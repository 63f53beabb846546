-- +goose Up

-- When the system next speaks up about an open task: before its due time, then at
-- it; 0 once it has.
ALTER TABLE task ADD COLUMN warn_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX task_warn ON task (warn_at, id) WHERE done_at = 0 AND warn_at > 0;
CREATE INDEX task_due ON task (due_at, id) WHERE done_at = 0;
CREATE INDEX own_list_signed ON own_list (agency_id, signed_at) WHERE signed_at > 0;
UPDATE task SET warn_at = due_at WHERE done_at = 0 AND due_at > 0 AND due_at < 9000000000000000;
