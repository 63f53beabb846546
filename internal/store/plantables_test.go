package store

import "strings"

// growing are the tables that grow with posts, matters, acts or years: none of
// their readers may go through all of them.
var growing = setOf(`
	post post_copy post_key post_media post_topic post_touched drawn searched heard
	member cluster regroup regroup_cluster regroup_member regroup_move  spike
	matter concern sight participant clock clock_start pause exclusion reach grading downgrade document event fact evidence snapshot
	statement statement_text signature signature_check release release_plan outcome confirmation proof_override
	task task_note job notice telling robot_card audit audit_detail ledger idempotency form_used dead_letter
	report question_met way hand_back errand helper_link invitation meeting meeting_decision meeting_member group_change opinion risk risk_concern
	result measure feedback reopening lesson tip_handover finding finding_answer carriage publisher_request request_signature
	contact_entry press_event sorting peer_message public_history public_statement public_result public_review own_entry explanation
	account_filing filing_step account_notice joint_release joint_declaration impersonation impersonation_fact impersonation_file impersonation_told account_post
	platform_publication platform_nonce
	message message_made message_key message_turn message_contact message_file message_code message_thread message_once message_answer message_reply message_count message_aside
	checked_answer checked_answer_text
	article article_account contractor_check
	tip tip_key tip_reader tip_item tip_outcome tip_share tip_joint tip_assent tip_moved
	own_comment comment_appeal comment_carry mail_head mail_dead ticket_caller
	bulk bulk_item
	day_count hour_count  source_gap site_check site_fault topic_proposal shift
`)

// small are the tables that stay small, with the reason. Words (..._word) are
// closed vocabularies.
var small = map[string]string{
	"adoption": "one row a regime and agency", "agency_overlay": "agencies with holidays of their own", "calendar_notice": "one row a year", "calendar_overlay": "one row a festival",
	"chain_head": "one row a chain", "counter": "one row a counter", "classifier": "the models of an agency, the newest kept", "regime": "versions of regimes", "schedule": "periodic work by name",
	"setting": "settings by name", "unit": "the organisation", "person": "the staff", "person_role": "roles of the staff", "expert": "the experts' list", "contact": "the contact book",
	"publisher": "publishers that were asked for a correction", "robot": "robots by agency", "peer": "agencies of other installations", "outlet": "channels by agency", "policy": "policies in force", "own_list": "lists of own risks by period",
	"key_period": "key periods by agency", "key_source": "sources of key periods", "key_watch": "topics of key periods", "own_site": "own sites by agency", "source": "sources, ten thousand at most in the tests", "source_new": "one row a source",
	"source_watch": "one row a source", "topic": "topics by agency", "topic_version": "versions of topics", "saved_view": "views that people saved", "telling_wish": "wishes of the staff", "form_pace": "one row a form",
	"presence": "pages of matters that are open now", "schema_version": "one row a migration", "migration_lease": "one row", "session": "sign-ins that have not ended", "person_card": "the staff", "source_reading": "one row a source", "snooze": "concerns set aside now",
	"agency_level": "one row an agency", "account": "the agency's accounts", "account_person": "who keeps them", "account_file": "papers of the accounts", "account_follow": "accounts that ours follow",
	"desk_column": "columns by agency", "reprint_source": "listed sources by agency", "commission": "a few a day, written by people", "contractor": "contracts by agency", "contractor_person": "log-ins of contractors",
	"account_service": "menu entries of the accounts", "service_fault": "broken entries",
	"account_feed": "one row an account", "account_pace": "one row an account", "platform_link": "one row an account", "platform_health": "one row an account", "platform_token": "one row an account", "platform_turn": "three rows an account", "platform_wait": "one row an account and interface",
	"account_secret": "some rows an account", "thread_key": "one row in 90 days",
	"account_link": "one row an account", "account_plan": "one row an account", "account_incident": "accounts that were taken over", "incident_step": "what was done then", "mail_box": "one row a mailbox", "mail_pace": "addresses that were sent a receipt today", "ticket_column": "one row an agency and way",
	"tip_key_waiting": "keys that wait for a word, one a person",
	"token":           "tokens of machines", "unknown_login": "cleared by the hour",
	"second_factor": "one row a person", "second_factor_code": "eight rows a person", "second_factor_rule": "some rows an agency",
}

func setOf(list string) map[string]bool {
	out := map[string]bool{}
	for _, name := range strings.Fields(list) {
		out[name] = true
	}
	return out
}

// wholeReads are the functions that read a growing table from end to end, with
// the reason why nobody waits for them.
var wholeReads = map[string]string{
	"dumpFiles":   "a backup holds all files",
	"PurgeHours":  "the nightly purge",
	"Carriages":   "what the levels above publish: some hundred a year, open ones first",
	"TakeTouched": "a queue by its own key, a bounded number",
	"SeqAt":       "the first and the last row by the key",
	"Spikes":      "the newest by their key, a bounded number",
	"ShredTraces": "a matter that turns out to be a tip: a few a year, and every trace is looked for",
	"TipCounts":   "tips are few, and the public figures name them all",
}
