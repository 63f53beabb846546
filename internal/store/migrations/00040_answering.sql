-- +goose Up

-- What a signer ticked, point by point, with the words that stood there.
CREATE TABLE signature_check (
    signature_id {{key}} NOT NULL REFERENCES signature (id), place BIGINT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (signature_id, place));

-- Joint confirmation: what each unit asked says of one text.
CREATE TABLE confirmation_word (word {{key}} PRIMARY KEY);
INSERT INTO confirmation_word VALUES ('open'), ('confirmed'), ('objected'), ('void'), ('released');
CREATE TABLE confirmation (
    id {{key}} PRIMARY KEY, statement_id {{key}} NOT NULL REFERENCES statement (matter_id), unit_id {{key}} NOT NULL REFERENCES unit (id), version BIGINT NOT NULL, hash {{key}} NOT NULL,
    state {{key}} NOT NULL REFERENCES confirmation_word (word), question TEXT NOT NULL, asked_by {{key}} NOT NULL, asked_at BIGINT NOT NULL, due_at BIGINT NOT NULL,
    answer TEXT NOT NULL DEFAULT '', answered_by {{key}} NOT NULL DEFAULT '', answered_at BIGINT NOT NULL DEFAULT 0);
CREATE INDEX confirmation_statement ON confirmation (statement_id, id);
CREATE UNIQUE INDEX confirmation_standing ON confirmation (statement_id, unit_id) WHERE state IN ('open', 'confirmed', 'objected');

-- What a need is owed besides an answer, as typed results of a concern.
CREATE TABLE result_word (word {{key}} PRIMARY KEY);
INSERT INTO result_word VALUES ('adoption'), ('apology'), ('solution');
CREATE TABLE adoption_word (word {{key}} PRIMARY KEY);
INSERT INTO adoption_word VALUES (''), ('adopted'), ('partly'), ('not_adopted');
CREATE TABLE result (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES matter (id), kind {{key}} NOT NULL REFERENCES result_word (word), adoption {{key}} NOT NULL REFERENCES adoption_word (word),
    text TEXT NOT NULL, measure TEXT NOT NULL, by_unit TEXT NOT NULL, by_when TEXT NOT NULL, author_id {{key}} NOT NULL, at BIGINT NOT NULL, public_at BIGINT NOT NULL DEFAULT 0);
CREATE INDEX result_matter ON result (matter_id, id);

-- One statement a thread, and dated updates of it; how long an approval lives.
ALTER TABLE statement ADD COLUMN part {{key}} NOT NULL DEFAULT 'answer' CHECK (part IN ('answer', 'first', 'update'));
ALTER TABLE statement ADD COLUMN mark {{key}} NOT NULL DEFAULT '' CHECK (mark IN ('', 'returned', 'expired'));
ALTER TABLE statement ADD COLUMN release_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE statement ADD COLUMN approved_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE public_statement ADD COLUMN thread {{key}} NOT NULL DEFAULT '';
ALTER TABLE public_statement ADD COLUMN part {{key}} NOT NULL DEFAULT 'answer';
ALTER TABLE public_statement ADD COLUMN nth BIGINT NOT NULL DEFAULT 0;
CREATE INDEX public_statement_thread ON public_statement (thread, released_at) WHERE thread <> '';

-- Blocking findings of the automatic checks that a signer of the secrecy gate
-- let pass for one text, with the reason.
CREATE TABLE proof_override (
    statement_id {{key}} NOT NULL REFERENCES statement (matter_id), hash {{key}} NOT NULL, by_id {{key}} NOT NULL, reason TEXT NOT NULL, findings TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (statement_id, hash));
INSERT INTO document_word VALUES ('confirmation_reply');
