-- +goose Up

-- What readers of a public statement say: was the question met? Counts a day and
-- nothing else: no text, no address, no cookie. There is no column for who
-- answered, and none may be added.
CREATE TABLE met_word (word {{key}} PRIMARY KEY);
INSERT INTO met_word VALUES ('yes'), ('partly'), ('no');
CREATE TABLE missing_word (word {{key}} PRIMARY KEY);
INSERT INTO missing_word VALUES (''), ('not_my_question'), ('unclear'), ('not_solved'), ('not_true'), ('other');
CREATE TABLE feedback (
    number {{key}} NOT NULL REFERENCES public_statement (number), day {{key}} NOT NULL, met {{key}} NOT NULL REFERENCES met_word (word), missing {{key}} NOT NULL REFERENCES missing_word (word), n BIGINT NOT NULL,
    PRIMARY KEY (number, day, met, missing));
CREATE INDEX feedback_day ON feedback (day, number);
-- Forms that were sent, by the random number that each holds, so that each counts
-- once; and how many came in the present minute. Both are forgotten soon.
CREATE TABLE form_used (nonce {{key}} PRIMARY KEY, at BIGINT NOT NULL);
CREATE INDEX form_used_at ON form_used (at);
CREATE TABLE form_pace (scope {{key}} PRIMARY KEY, minute BIGINT NOT NULL, n BIGINT NOT NULL);

-- Proposals of the system to take a concern up again; a person decides.
CREATE TABLE reopening_word (word {{key}} PRIMARY KEY);
INSERT INTO reopening_word VALUES ('unmet'), ('new_harm'), ('more_posts');
CREATE TABLE reopening (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES matter (id), ground {{key}} NOT NULL REFERENCES reopening_word (word), says TEXT NOT NULL, answers BIGINT NOT NULL, unmet BIGINT NOT NULL, at BIGINT NOT NULL,
    decision {{key}} NOT NULL CHECK (decision IN ('open', 'reopened', 'kept')), reason TEXT NOT NULL DEFAULT '', by_id {{key}} NOT NULL DEFAULT '', decided_at BIGINT NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX reopening_open ON reopening (matter_id) WHERE decision = 'open';
CREATE INDEX reopening_matter ON reopening (matter_id, at);

-- The result of a concern that was closed, public beside its statements. A
-- concern that is taken up again keeps it, marked.
CREATE TABLE public_result (
    matter_id {{key}} NOT NULL REFERENCES matter (id), n BIGINT NOT NULL, number {{key}} NOT NULL, outcome TEXT NOT NULL, text TEXT NOT NULL, at BIGINT NOT NULL, reopened_at BIGINT NOT NULL DEFAULT 0, PRIMARY KEY (matter_id, n));

-- The public half of after-action reports, once signed.
CREATE TABLE public_review (
    number {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES matter (id), document_id {{key}} NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL, agency TEXT NOT NULL, at BIGINT NOT NULL, hash {{key}} NOT NULL);
CREATE INDEX public_review_at ON public_review (at, number);
CREATE INDEX public_review_matter ON public_review (matter_id, at);

-- Lessons of a report; each is a task with a unit and a due time.
CREATE TABLE lesson (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES matter (id), task_id {{key}} NOT NULL UNIQUE, agency_id {{key}} NOT NULL, text TEXT NOT NULL, by_id {{key}} NOT NULL, at BIGINT NOT NULL);
CREATE INDEX lesson_agency ON lesson (agency_id, id);
CREATE INDEX lesson_matter ON lesson (matter_id, id);
