-- +goose Up

-- Which concerns were made of a message. They hold its words, also after the
-- message was taken back from them or they were merged: what destroys the words of
-- one has to destroy those of the others.
CREATE TABLE message_made (message_id {{key}} NOT NULL REFERENCES message (matter_id), concern_id {{key}} NOT NULL UNIQUE REFERENCES matter (id), PRIMARY KEY (message_id, concern_id));
-- A concern that was opened in the same instant as it was joined was made so.
INSERT INTO message_made SELECT MIN(e.matter_id), c.id FROM event e JOIN message m ON m.matter_id = e.matter_id JOIN matter c ON c.number = e.text AND c.opened_at = e.at WHERE e.action = 'to_concern' AND c.kind = 'concern' GROUP BY c.id;
