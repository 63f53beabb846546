-- +goose Up

-- Sealed tips. Nothing here can be read by whoever holds the database: what a
-- tip says is closed to a key of its own, which is wrapped for each recipient.
-- There is no column for an address, an agent, a referrer or a teller, and none
-- may be added.

-- Keys of recipients, of custodians of the recovery key, and recovery keys. The
-- private half is wrapped by a passphrase in the browser; a recovery key has no
-- person and its halves lie with two custodians.
CREATE TABLE tip_key_word (word {{key}} PRIMARY KEY);
INSERT INTO tip_key_word VALUES ('recipient'), ('custodian'), ('recovery');
CREATE TABLE tip_key (
    id {{key}} PRIMARY KEY, kind {{key}} NOT NULL REFERENCES tip_key_word (word), agency_id {{key}} NOT NULL REFERENCES unit (id), person_id {{key}} NOT NULL DEFAULT '',
    public TEXT NOT NULL, wrapped {{bytes}} NOT NULL, made_at BIGINT NOT NULL, retired_at BIGINT NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX tip_key_live ON tip_key (kind, person_id) WHERE retired_at = 0 AND person_id <> '';
CREATE UNIQUE INDEX tip_key_recovery ON tip_key (agency_id) WHERE retired_at = 0 AND kind = 'recovery';
CREATE INDEX tip_key_person ON tip_key (person_id, made_at);

CREATE TABLE tip_state_word (word {{key}} PRIMARY KEY);
INSERT INTO tip_state_word VALUES ('received'), ('handling'), ('concluded'), ('closed');
CREATE TABLE tip_way_word (word {{key}} PRIMARY KEY);
INSERT INTO tip_way_word VALUES ('browser'), ('server'), ('moved');
-- unit_id is the unit concerned as the teller named it: the one thing in clear,
-- needed for barring. door is a digest of a digest of the receipt code, public
-- the tip's own key, answer_key the key that the code opens.
CREATE TABLE tip (
    id {{key}} PRIMARY KEY, number {{key}} NOT NULL UNIQUE, agency_id {{key}} NOT NULL REFERENCES unit (id), unit_id {{key}} NOT NULL REFERENCES unit (id), state {{key}} NOT NULL REFERENCES tip_state_word (word),
    way {{key}} NOT NULL REFERENCES tip_way_word (word), door {{key}} NOT NULL DEFAULT '', public TEXT NOT NULL, answer_key TEXT NOT NULL DEFAULT '', received_at BIGINT NOT NULL, answer_due BIGINT NOT NULL, finish_due BIGINT NOT NULL,
    answered_at BIGINT NOT NULL DEFAULT 0, closed_at BIGINT NOT NULL DEFAULT 0, shredded_at BIGINT NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX tip_door ON tip (door) WHERE door <> '';
CREATE INDEX tip_agency ON tip (agency_id, id);

-- Who can open a tip: its key, wrapped for one key of one recipient. Who is not
-- here cannot read, whatever a rule or a role says.
CREATE TABLE tip_reader (
    tip_id {{key}} NOT NULL REFERENCES tip (id), key_id {{key}} NOT NULL REFERENCES tip_key (id), wrapped {{bytes}} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (tip_id, key_id));
CREATE INDEX tip_reader_key ON tip_reader (key_id, tip_id);

CREATE TABLE tip_item_word (word {{key}} PRIMARY KEY);
INSERT INTO tip_item_word VALUES ('letter'), ('reply'), ('answer'), ('lead'), ('step'), ('finding'), ('outcome');
-- What was said about a tip, each sealed. by_id is the recipient who wrote it,
-- empty for the teller. digest commits to the text of an outcome, so that two
-- people speak of the same one.
CREATE TABLE tip_item (
    id {{key}} PRIMARY KEY, tip_id {{key}} NOT NULL REFERENCES tip (id), kind {{key}} NOT NULL REFERENCES tip_item_word (word), by_id {{key}} NOT NULL DEFAULT '', at BIGINT NOT NULL, sealed {{bytes}} NOT NULL, digest {{key}} NOT NULL DEFAULT '');
CREATE INDEX tip_item_tip ON tip_item (tip_id, id);

-- Outcomes as the public reads them, without the teller.
CREATE TABLE tip_outcome (
    tip_id {{key}} PRIMARY KEY REFERENCES tip (id), number {{key}} NOT NULL, agency TEXT NOT NULL, text TEXT NOT NULL, hash {{key}} NOT NULL, at BIGINT NOT NULL, written_by {{key}} NOT NULL, read_by {{key}} NOT NULL);
CREATE INDEX tip_outcome_at ON tip_outcome (at, tip_id);
CREATE UNIQUE INDEX tip_outcome_number ON tip_outcome (number);
