-- +goose Up

-- The card about a matter that stands in a group and that its robot can change.
CREATE TABLE robot_card (
    robot_id {{key}} NOT NULL REFERENCES robot (id), matter_id {{key}} NOT NULL, message_id {{key}} NOT NULL, sent_at BIGINT NOT NULL, PRIMARY KEY (robot_id, matter_id));
CREATE INDEX robot_card_sent ON robot_card (sent_at);
