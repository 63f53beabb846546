-- +goose Up

CREATE TABLE counter (name {{key}} PRIMARY KEY, n BIGINT NOT NULL);
CREATE TABLE setting (name {{key}} PRIMARY KEY, value TEXT NOT NULL);

-- Closed vocabularies. A word that is not here cannot be stored.
CREATE TABLE kind_word (word {{key}} PRIMARY KEY);
INSERT INTO kind_word VALUES ('concern'), ('statement');
CREATE TABLE grade_word (word {{key}} PRIMARY KEY);
INSERT INTO grade_word VALUES (''), ('general'), ('serious'), ('major'), ('especially_major');
CREATE TABLE need_word (word {{key}} PRIMARY KEY);
INSERT INTO need_word VALUES (''), ('suggestion'), ('difficulty'), ('complaint'), ('criticism'), ('tip'), ('misunderstanding'), ('differing'), ('inaccurate'), ('false_claim'), ('question'), ('thanks');
CREATE TABLE role_word (word {{key}} PRIMARY KEY);
INSERT INTO role_word VALUES ('head'), ('deputy'), ('office_director'), ('liaison'), ('duty_officer'), ('handler'), ('drafter'), ('reviewer'), ('approver'), ('spokesperson'), ('chief_editor'), ('editor'), ('keeper'), ('inspector'), ('expert'), ('contractor'), ('auditor'), ('system_admin'), ('security_admin');
CREATE TABLE outcome_word (word {{key}} PRIMARY KEY);
INSERT INTO outcome_word VALUES (''), ('answered'), ('fixed'), ('explained'), ('transferred'), ('merged'), ('no_action');
CREATE TABLE channel_word (word {{key}} PRIMARY KEY);
INSERT INTO channel_word VALUES ('public_site');
CREATE TABLE verb_word (word {{key}} PRIMARY KEY);
INSERT INTO verb_word VALUES ('publish'), ('correct'), ('withdraw');
CREATE TABLE document_word (word {{key}} PRIMARY KEY);
INSERT INTO document_word VALUES ('screening_note'), ('dispatch_note'), ('hand_back_note'), ('first_report'), ('progress_report'), ('result_report'), ('conclusion'), ('released_statement'), ('no_answer_note'), ('closing_report'), ('after_action_report');

-- Organisation.
CREATE TABLE unit (
    id {{key}} PRIMARY KEY, parent_id {{key}} NOT NULL, agency_id {{key}} NOT NULL, kind {{key}} NOT NULL CHECK (kind IN ('agency', 'section')),
    code {{key}} NOT NULL UNIQUE, name {{key}} NOT NULL, office BIGINT NOT NULL DEFAULT 0, path {{key}} NOT NULL,
    duties TEXT NOT NULL DEFAULT '[]', territory TEXT NOT NULL DEFAULT '[]', place BIGINT NOT NULL DEFAULT 0);
CREATE INDEX unit_path ON unit (path);
CREATE TABLE person (
    id {{key}} PRIMARY KEY, login {{key}} NOT NULL UNIQUE, name TEXT NOT NULL, unit_id {{key}} NOT NULL REFERENCES unit (id),
    password TEXT NOT NULL DEFAULT '', must_change BIGINT NOT NULL DEFAULT 0, active BIGINT NOT NULL DEFAULT 1,
    failures BIGINT NOT NULL DEFAULT 0, locked_until BIGINT NOT NULL DEFAULT 0, created_at BIGINT NOT NULL, preferences TEXT NOT NULL DEFAULT '{}');
CREATE TABLE person_role (
    person_id {{key}} NOT NULL REFERENCES person (id), unit_id {{key}} NOT NULL REFERENCES unit (id), role {{key}} NOT NULL REFERENCES role_word (word),
    granted_at BIGINT NOT NULL, PRIMARY KEY (person_id, unit_id, role));
CREATE INDEX person_role_unit ON person_role (unit_id, role);
-- Separation of administration: nobody holds two of the three.
CREATE UNIQUE INDEX person_role_apart ON person_role (person_id) WHERE role IN ('system_admin', 'security_admin', 'auditor');
-- Failures of logins that do not exist, so that a lock-out tells nothing; key is a digest, since people type passwords here.
CREATE TABLE unknown_login (key {{key}} PRIMARY KEY, failures BIGINT NOT NULL, locked_until BIGINT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX unknown_login_at ON unknown_login (at);
CREATE TABLE session (
    id {{key}} PRIMARY KEY, person_id {{key}} NOT NULL REFERENCES person (id), created_at BIGINT NOT NULL, seen_at BIGINT NOT NULL, expires_at BIGINT NOT NULL);
CREATE INDEX session_person ON session (person_id);
CREATE INDEX session_expiry ON session (expires_at);
CREATE TABLE token (
    id {{key}} PRIMARY KEY, name TEXT NOT NULL, hash {{key}} NOT NULL UNIQUE, scope {{key}} NOT NULL CHECK (scope IN ('read', 'push', 'write')),
    person_id {{key}} NOT NULL DEFAULT '', created_at BIGINT NOT NULL, revoked_at BIGINT NOT NULL DEFAULT 0);

-- Regimes.
CREATE TABLE regime (
    id {{key}} PRIMARY KEY, name {{key}} NOT NULL, version BIGINT NOT NULL, title TEXT NOT NULL, hash {{key}} NOT NULL UNIQUE, source TEXT NOT NULL, adopted_at BIGINT NOT NULL);
CREATE TABLE adoption (
    agency_id {{key}} NOT NULL, kind {{key}} NOT NULL REFERENCES kind_word (word), regime_id {{key}} NOT NULL REFERENCES regime (id), adopted_at BIGINT NOT NULL,
    PRIMARY KEY (agency_id, kind));

-- Listening. There is no column for an author, and none may be added.
CREATE TABLE source (
    id {{key}} PRIMARY KEY, name {{key}} NOT NULL UNIQUE, kind {{key}} NOT NULL CHECK (kind IN ('feed', 'push', 'file')), url TEXT NOT NULL DEFAULT '',
    category {{key}} NOT NULL DEFAULT 'other', weight BIGINT NOT NULL DEFAULT 1, newsroom BIGINT NOT NULL DEFAULT 0, every_seconds BIGINT NOT NULL DEFAULT 600,
    active BIGINT NOT NULL DEFAULT 1, etag TEXT NOT NULL DEFAULT '', last_modified TEXT NOT NULL DEFAULT '', last_read_at BIGINT NOT NULL DEFAULT 0,
    last_good_at BIGINT NOT NULL DEFAULT 0, last_new_at BIGINT NOT NULL DEFAULT 0, next_read_at BIGINT NOT NULL DEFAULT 0, failures BIGINT NOT NULL DEFAULT 0,
    error_code {{key}} NOT NULL DEFAULT '', error_text TEXT NOT NULL DEFAULT '', posts BIGINT NOT NULL DEFAULT 0, created_at BIGINT NOT NULL);
CREATE INDEX source_due ON source (next_read_at) WHERE kind = 'feed' AND active = 1;
CREATE TABLE topic (
    id {{key}} PRIMARY KEY, title TEXT NOT NULL, rule TEXT NOT NULL, terms TEXT NOT NULL, unit_id {{key}} NOT NULL DEFAULT '', posts BIGINT NOT NULL, sources BIGINT NOT NULL,
    active BIGINT NOT NULL DEFAULT 1, version BIGINT NOT NULL, article {{key}} NOT NULL DEFAULT '', updated_at BIGINT NOT NULL, updated_by {{key}} NOT NULL);
CREATE TABLE topic_version (
    topic_id {{key}} NOT NULL REFERENCES topic (id), version BIGINT NOT NULL, title TEXT NOT NULL, rule TEXT NOT NULL, terms TEXT NOT NULL, author_id {{key}} NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (topic_id, version));
-- A post's seq comes from one counter with those of other searched texts, whose
-- row is locked until commit: rows appear in the order of seq.
CREATE TABLE post (
    seq {{seq}} PRIMARY KEY, source_id {{key}} NOT NULL, published_at BIGINT NOT NULL, received_at BIGINT NOT NULL, views BIGINT NOT NULL DEFAULT 0, comments BIGINT NOT NULL DEFAULT 0,
    shares BIGINT NOT NULL DEFAULT 0, matched BIGINT NOT NULL, same_as BIGINT NOT NULL DEFAULT 0, text_key BIGINT NOT NULL, url_key BIGINT NOT NULL, topics TEXT NOT NULL DEFAULT '', language {{key}} NOT NULL DEFAULT '',
    masked TEXT NOT NULL DEFAULT '', url TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, signature {{bytes}} NOT NULL);
CREATE INDEX post_stream ON post (seq) WHERE matched = 1;
CREATE INDEX post_unmatched ON post (seq) WHERE matched = 0;
CREATE INDEX post_source ON post (source_id, seq) WHERE matched = 1;
-- Keys of exact texts and of addresses: what has one already is a duplicate.
CREATE TABLE post_key (key {{seq}} PRIMARY KEY, seq BIGINT NOT NULL);
CREATE TABLE post_copy (seq BIGINT NOT NULL, source_id {{key}} NOT NULL, url TEXT NOT NULL, seen_at BIGINT NOT NULL, PRIMARY KEY (seq, source_id));
CREATE TABLE post_touched (seq {{seq}} PRIMARY KEY);
CREATE TABLE post_topic (topic_id {{key}} NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (topic_id, seq)){{clustered}};
CREATE TABLE day_count (day {{key}} NOT NULL, source_id {{key}} NOT NULL, topic_id {{key}} NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (day, source_id, topic_id));

-- Grouping. A cluster becomes a concern when it passes its topic's threshold.
CREATE TABLE cluster (
    id {{key}} PRIMARY KEY, topic_id {{key}} NOT NULL, matter_id {{key}} NOT NULL DEFAULT '', title TEXT NOT NULL, posts BIGINT NOT NULL DEFAULT 0, sources BIGINT NOT NULL DEFAULT 0,
    first_at BIGINT NOT NULL, last_at BIGINT NOT NULL, next_id {{key}} NOT NULL DEFAULT '');
CREATE INDEX cluster_matter ON cluster (matter_id, first_at, id) WHERE matter_id <> '';
CREATE INDEX cluster_next ON cluster (next_id) WHERE next_id <> '';
CREATE TABLE member (
    cluster_id {{key}} NOT NULL REFERENCES cluster (id), seq BIGINT NOT NULL, state {{key}} NOT NULL CHECK (state IN ('suggested', 'confirmed', 'refused')),
    score BIGINT NOT NULL, reasons TEXT NOT NULL DEFAULT '', at BIGINT NOT NULL, by_id {{key}} NOT NULL DEFAULT '', PRIMARY KEY (cluster_id, seq));
CREATE INDEX member_seq ON member (seq);
CREATE INDEX member_suggested ON member (seq, cluster_id) WHERE state = 'suggested';

-- Matters. seq is the place of the row, the same in both tables: lists fetch their
-- rows by it, which takes one look where the id takes two.
CREATE TABLE matter (
    seq {{seq}} PRIMARY KEY, id {{key}} NOT NULL UNIQUE, kind {{key}} NOT NULL REFERENCES kind_word (word), number {{key}} NOT NULL UNIQUE, agency_id {{key}} NOT NULL, unit_id {{key}} NOT NULL REFERENCES unit (id),
    state {{key}} NOT NULL, version BIGINT NOT NULL, regime_id {{key}} NOT NULL REFERENCES regime (id), parent_id {{key}} NOT NULL DEFAULT '', title TEXT NOT NULL, summary TEXT NOT NULL DEFAULT '',
    grade {{key}} NOT NULL DEFAULT '' REFERENCES grade_word (word), need {{key}} NOT NULL DEFAULT '' REFERENCES need_word (word), opened_at BIGINT NOT NULL, closed_at BIGINT NOT NULL DEFAULT 0,
    updated_at BIGINT NOT NULL, next_due BIGINT NOT NULL);
CREATE INDEX matter_due ON matter (kind, next_due, id) WHERE closed_at = 0;
CREATE INDEX matter_unit_due ON matter (unit_id, kind, next_due, id) WHERE closed_at = 0;
CREATE INDEX matter_all ON matter (kind, next_due, id);
CREATE INDEX matter_unit_all ON matter (unit_id, kind, next_due, id);
CREATE INDEX matter_state_due ON matter (kind, state, next_due, id);
CREATE INDEX matter_grade_due ON matter (kind, grade, next_due, id);
CREATE INDEX matter_number ON matter (kind, number);
CREATE INDEX matter_parent ON matter (parent_id);
CREATE TABLE participant (
    matter_id {{key}} NOT NULL REFERENCES matter (id), unit_id {{key}} NOT NULL REFERENCES unit (id), part {{key}} NOT NULL CHECK (part IN ('lead', 'assisting', 'confirming', 'sender')),
    since BIGINT NOT NULL, PRIMARY KEY (matter_id, unit_id));
CREATE INDEX participant_unit ON participant (unit_id);
-- Who sees what: for every kind of viewer one row a matter, so that each list of
-- each viewer is one range of one index. Kept by sight.go.
CREATE TABLE sight (
    matter_id {{key}} NOT NULL REFERENCES matter (id), viewer {{key}} NOT NULL, closed BIGINT NOT NULL, state {{key}} NOT NULL, grade {{key}} NOT NULL, need {{key}} NOT NULL, next_due BIGINT NOT NULL, seq BIGINT NOT NULL,
    PRIMARY KEY (matter_id, viewer)){{clustered}};
CREATE INDEX sight_due ON sight (viewer, closed, next_due, matter_id, seq);
CREATE INDEX sight_state ON sight (viewer, state, next_due, matter_id, seq);
CREATE INDEX sight_grade ON sight (viewer, closed, grade, next_due, matter_id, seq);
CREATE INDEX sight_need ON sight (viewer, closed, need, next_due, matter_id, seq);
CREATE INDEX sight_each ON sight (viewer, state, grade, need, next_due, matter_id, seq);
CREATE TABLE concern (
    seq {{seq}} PRIMARY KEY, matter_id {{key}} NOT NULL UNIQUE REFERENCES matter (id), topic_id {{key}} NOT NULL DEFAULT '', detected_at BIGINT NOT NULL, proposal TEXT NOT NULL DEFAULT '{}',
    posts BIGINT NOT NULL DEFAULT 0, sources BIGINT NOT NULL DEFAULT 0, outcome {{key}} NOT NULL DEFAULT '' REFERENCES outcome_word (word), reason TEXT NOT NULL DEFAULT '',
    answered_at BIGINT NOT NULL DEFAULT 0, merged_into {{key}} NOT NULL DEFAULT '', opened_by {{key}} NOT NULL DEFAULT '');
CREATE INDEX concern_detected ON concern (detected_at);
CREATE TABLE statement (
    matter_id {{key}} PRIMARY KEY REFERENCES matter (id), concern_id {{key}} NOT NULL, template_id {{key}} NOT NULL DEFAULT '', text_version BIGINT NOT NULL DEFAULT 0, hash {{key}} NOT NULL DEFAULT '',
    drafter_id {{key}} NOT NULL, public_version BIGINT NOT NULL DEFAULT 0, pending {{key}} NOT NULL DEFAULT 'publish' REFERENCES verb_word (word), reason TEXT NOT NULL DEFAULT '');
CREATE INDEX statement_concern ON statement (concern_id);
CREATE TABLE statement_text (
    statement_id {{key}} NOT NULL REFERENCES statement (matter_id), version BIGINT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, hash {{key}} NOT NULL, author_id {{key}} NOT NULL, at BIGINT NOT NULL,
    PRIMARY KEY (statement_id, version));
CREATE TABLE signature (
    id {{key}} PRIMARY KEY, statement_id {{key}} NOT NULL REFERENCES statement (matter_id), version BIGINT NOT NULL, hash {{key}} NOT NULL, gate {{key}} NOT NULL, person_id {{key}} NOT NULL REFERENCES person (id),
    role {{key}} NOT NULL, note TEXT NOT NULL DEFAULT '', at BIGINT NOT NULL, void_at BIGINT NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX signature_once ON signature (statement_id, version, gate) WHERE void_at = 0;
CREATE TABLE release (
    id {{key}} PRIMARY KEY, statement_id {{key}} NOT NULL REFERENCES statement (matter_id), version BIGINT NOT NULL, hash {{key}} NOT NULL, channel {{key}} NOT NULL REFERENCES channel_word (word),
    verb {{key}} NOT NULL REFERENCES verb_word (word), state {{key}} NOT NULL CHECK (state IN ('queued', 'done', 'unknown', 'failed')), reason TEXT NOT NULL DEFAULT '',
    queued_at BIGINT NOT NULL, done_at BIGINT NOT NULL DEFAULT 0, address TEXT NOT NULL DEFAULT '', UNIQUE (statement_id, version, channel, verb));
CREATE INDEX release_queued ON release (queued_at) WHERE state = 'queued';
CREATE INDEX release_trouble ON release (queued_at) WHERE state IN ('failed', 'unknown');
CREATE TABLE public_statement (
    number {{key}} PRIMARY KEY, seq BIGINT NOT NULL UNIQUE, statement_id {{key}} NOT NULL UNIQUE, version BIGINT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, agency TEXT NOT NULL,
    released_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, withdrawn BIGINT NOT NULL DEFAULT 0);
CREATE TABLE public_history (
    number {{key}} NOT NULL REFERENCES public_statement (number), n BIGINT NOT NULL, verb {{key}} NOT NULL REFERENCES verb_word (word), version BIGINT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
    reason TEXT NOT NULL, at BIGINT NOT NULL, hash {{key}} NOT NULL, PRIMARY KEY (number, n));
CREATE INDEX public_history_at ON public_history (at, number);
CREATE INDEX public_history_change ON public_history (at, number, n) WHERE verb <> 'publish';
CREATE TABLE clock (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES matter (id), code {{key}} NOT NULL, title TEXT NOT NULL, article {{key}} NOT NULL, own_reading BIGINT NOT NULL DEFAULT 0, why TEXT NOT NULL DEFAULT '',
    from_at BIGINT NOT NULL, begun_at BIGINT NOT NULL, within {{key}} NOT NULL, extra {{key}} NOT NULL DEFAULT '', due_at BIGINT NOT NULL, provisional BIGINT NOT NULL DEFAULT 0, steps TEXT NOT NULL,
    state {{key}} NOT NULL CHECK (state IN ('running', 'paused', 'met', 'late', 'ended')), met_by {{key}} NOT NULL, met_at BIGINT NOT NULL DEFAULT 0, breached_at BIGINT NOT NULL DEFAULT 0,
    owed_by {{key}} NOT NULL, owed_to TEXT NOT NULL, ladder {{key}} NOT NULL DEFAULT '', alarm_at BIGINT NOT NULL, alarm {{key}} NOT NULL DEFAULT '', UNIQUE (matter_id, code, begun_at));
CREATE INDEX clock_alarm ON clock (alarm_at) WHERE state = 'running';
-- With what figures ask of the clocks of each concern.
CREATE INDEX clock_matter ON clock (matter_id, met_by, state, due_at);
CREATE TABLE pause (clock_id {{key}} NOT NULL REFERENCES clock (id), from_at BIGINT NOT NULL, to_at BIGINT NOT NULL DEFAULT 0, reason TEXT NOT NULL, by_id {{key}} NOT NULL, PRIMARY KEY (clock_id, from_at));
CREATE TABLE document (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES matter (id), kind {{key}} NOT NULL REFERENCES document_word (word), title TEXT NOT NULL, body TEXT NOT NULL, internal TEXT NOT NULL DEFAULT '',
    author_id {{key}} NOT NULL, at BIGINT NOT NULL, to_unit {{key}} NOT NULL DEFAULT '', received_at BIGINT NOT NULL DEFAULT 0, received_by {{key}} NOT NULL DEFAULT '');
CREATE INDEX document_matter ON document (matter_id, at);
CREATE TABLE fact (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES matter (id), claim TEXT NOT NULL, finding TEXT NOT NULL, verdict {{key}} NOT NULL CHECK (verdict IN ('true', 'partly', 'inaccurate', 'unverified')),
    evidence TEXT NOT NULL, author_id {{key}} NOT NULL, at BIGINT NOT NULL);
CREATE INDEX fact_matter ON fact (matter_id, at);
CREATE TABLE task (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES matter (id), title TEXT NOT NULL, unit_id {{key}} NOT NULL, role {{key}} NOT NULL DEFAULT '', due_at BIGINT NOT NULL, created_at BIGINT NOT NULL,
    created_by {{key}} NOT NULL, done_at BIGINT NOT NULL DEFAULT 0, done_by {{key}} NOT NULL DEFAULT '', plan {{key}} NOT NULL DEFAULT '', place BIGINT NOT NULL DEFAULT 0, event {{key}} NOT NULL DEFAULT '');
CREATE INDEX task_matter ON task (matter_id, place);
CREATE INDEX task_open ON task (unit_id, due_at, id) WHERE done_at = 0;
CREATE TABLE event (
    id {{key}} PRIMARY KEY, matter_id {{key}} NOT NULL REFERENCES matter (id), at BIGINT NOT NULL, actor_id {{key}} NOT NULL, actor TEXT NOT NULL, role {{key}} NOT NULL, action {{key}} NOT NULL, word {{key}} NOT NULL,
    from_state {{key}} NOT NULL, to_state {{key}} NOT NULL, side {{key}} NOT NULL CHECK (side IN ('outward', 'internal', 'system')), text TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '{}');
CREATE INDEX event_matter ON event (matter_id, id);
CREATE TABLE notice (
    id {{key}} PRIMARY KEY, person_id {{key}} NOT NULL REFERENCES person (id), matter_id {{key}} NOT NULL DEFAULT '', grade {{key}} NOT NULL DEFAULT '', text TEXT NOT NULL, at BIGINT NOT NULL, read_at BIGINT NOT NULL DEFAULT 0);
CREATE INDEX notice_person ON notice (person_id, id);
CREATE INDEX notice_unread ON notice (person_id) WHERE read_at = 0;
CREATE TABLE saved_view (
    id {{key}} PRIMARY KEY, person_id {{key}} NOT NULL REFERENCES person (id), unit_id {{key}} NOT NULL DEFAULT '', share {{key}} NOT NULL CHECK (share IN ('private', 'unit', 'everyone')), name TEXT NOT NULL, query TEXT NOT NULL, created_at BIGINT NOT NULL);

-- Records that prove themselves.
CREATE TABLE audit (
    seq BIGINT PRIMARY KEY, at BIGINT NOT NULL, actor {{key}} NOT NULL, role {{key}} NOT NULL, unit {{key}} NOT NULL, action {{key}} NOT NULL, object {{key}} NOT NULL, result {{key}} NOT NULL,
    code {{key}} NOT NULL, digest {{key}} NOT NULL, prev {{key}} NOT NULL, hash {{key}} NOT NULL);
CREATE INDEX audit_object ON audit (object, seq);
CREATE INDEX audit_actor ON audit (actor, seq);
CREATE INDEX audit_action ON audit (action, seq);
CREATE TABLE audit_detail (seq BIGINT PRIMARY KEY, salt {{key}} NOT NULL, body TEXT NOT NULL);
CREATE TABLE ledger (seq BIGINT PRIMARY KEY, at BIGINT NOT NULL, kind {{key}} NOT NULL, ref {{key}} NOT NULL, digest {{key}} NOT NULL, prev {{key}} NOT NULL, hash {{key}} NOT NULL);
CREATE INDEX ledger_ref ON ledger (ref, seq);
CREATE TABLE chain_head (name {{key}} PRIMARY KEY, seq BIGINT NOT NULL, at BIGINT NOT NULL, hash {{key}} NOT NULL);
INSERT INTO chain_head VALUES ('audit', 0, 0, ''), ('ledger', 0, 0, '');

-- Work that runs by itself.
CREATE TABLE job (
    id {{key}} PRIMARY KEY, kind {{key}} NOT NULL, ukey {{key}} NOT NULL, payload TEXT NOT NULL, state {{key}} NOT NULL CHECK (state IN ('ready', 'running', 'done', 'dead')), run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL DEFAULT 0, max_attempts BIGINT NOT NULL, fence BIGINT NOT NULL DEFAULT 0, lease_until BIGINT NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '', progress TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL, done_at BIGINT NOT NULL DEFAULT 0);
CREATE UNIQUE INDEX job_unique ON job (kind, ukey) WHERE state IN ('ready', 'running') AND ukey <> '';
CREATE INDEX job_ready ON job (kind, run_at, id) WHERE state = 'ready';
CREATE INDEX job_running ON job (lease_until) WHERE state = 'running';
CREATE INDEX job_state ON job (state, id);
CREATE INDEX job_done ON job (done_at) WHERE state = 'done';
CREATE TABLE schedule (name {{key}} PRIMARY KEY, kind {{key}} NOT NULL, every_seconds BIGINT NOT NULL, next_at BIGINT NOT NULL, last_at BIGINT NOT NULL DEFAULT 0);
CREATE TABLE idempotency (key {{key}} PRIMARY KEY, digest {{key}} NOT NULL, status BIGINT NOT NULL, body TEXT NOT NULL, at BIGINT NOT NULL);
CREATE INDEX idempotency_at ON idempotency (at);

-- Search: tokens made by fold. Posts are found under their seq; this holds the rest.
CREATE TABLE searched (seq {{seq}} PRIMARY KEY, kind {{key}} NOT NULL, ref {{key}} NOT NULL, at BIGINT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL);
CREATE UNIQUE INDEX searched_ref ON searched (kind, ref);
{{search}}
