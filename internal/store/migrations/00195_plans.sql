-- +goose Up

-- Lists and looks that read a growing table from end to end until now.
CREATE INDEX signature_statement ON signature (statement_id, at, id);
CREATE INDEX shift_to ON shift (to_at);
CREATE INDEX tip_handover_at ON tip_handover (at, id);
CREATE INDEX release_done ON release (done_at, id) WHERE state = 'done';
