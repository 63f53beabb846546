-- +goose Up

-- What units were asked to check has a page of its own.
CREATE INDEX document_check_open ON document (at, id) WHERE kind = 'check_request' AND withdrawn_at = 0 AND received_at = 0;
CREATE INDEX document_check_done ON document (received_at, id) WHERE kind = 'check_request' AND withdrawn_at = 0 AND received_at > 0;
