-- +goose Up

-- Halves of a recovery key, each closed to the key of one custodian.
CREATE TABLE tip_share (
    key_id {{key}} NOT NULL REFERENCES tip_key (id), custodian_key {{key}} NOT NULL REFERENCES tip_key (id), person_id {{key}} NOT NULL, sealed {{bytes}} NOT NULL, PRIMARY KEY (key_id, person_id));

-- What only two people can do together: break-glass (a recipient opens with the
-- recovery key, both custodians act) and the export of one tip (another recipient
-- agrees). The reason is one of a closed list.
CREATE TABLE tip_joint_word (word {{key}} PRIMARY KEY);
INSERT INTO tip_joint_word VALUES ('recovery'), ('export');
CREATE TABLE tip_reason_word (word {{key}} PRIMARY KEY);
INSERT INTO tip_reason_word VALUES ('lost_key'), ('nobody_left'), ('danger'), ('supervision'), ('court'), ('archive');
CREATE TABLE tip_joint (
    id {{key}} PRIMARY KEY, kind {{key}} NOT NULL REFERENCES tip_joint_word (word), agency_id {{key}} NOT NULL REFERENCES unit (id), tip_id {{key}} NOT NULL DEFAULT '', key_id {{key}} NOT NULL DEFAULT '', asked_by {{key}} NOT NULL REFERENCES person (id), reason {{key}} NOT NULL REFERENCES tip_reason_word (word),
    asked_at BIGINT NOT NULL, ready_at BIGINT NOT NULL DEFAULT 0, used_at BIGINT NOT NULL DEFAULT 0);
CREATE INDEX tip_joint_agency ON tip_joint (agency_id, asked_at);
CREATE INDEX tip_joint_tip ON tip_joint (tip_id, id) WHERE tip_id <> '';
-- Who agreed, each once; sealed holds a half of the recovery key for the asker.
CREATE TABLE tip_assent (
    joint_id {{key}} NOT NULL REFERENCES tip_joint (id), person_id {{key}} NOT NULL REFERENCES person (id), at BIGINT NOT NULL, sealed {{bytes}} NOT NULL, PRIMARY KEY (joint_id, person_id));

-- What came by another way and was moved in: the number that remains there, and
-- the tip that holds what it said.
CREATE TABLE tip_moved (
    matter_id {{key}} PRIMARY KEY REFERENCES matter (id), tip_id {{key}} NOT NULL REFERENCES tip (id), by_id {{key}} NOT NULL REFERENCES person (id), at BIGINT NOT NULL);
