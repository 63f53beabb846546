// Package notify tells staff what waits for them beside the bell (通知送达): by mail
// and by the robots of group chats. Whatever writes a notice is told on: the
// order commits with the notice, a job plans one message an outlet and matter,
// another sends it and writes down what became of it.
//
// A message leaves the house, so it holds number, title, grade, deadline and a
// link, never what somebody wrote to us or said about us; titles are masked
// once more. What it says is read when it is sent, so that changes which came
// while it waited are in it.
//
// None of the three platforms lets a custom robot of a group change a message that
// stands, so a matter has one message at a time: what follows within the collapse
// time waits and comes as one. The robot of an application in Feishu has one card
// a matter and changes it. A deadline that has passed, and every major matter, is
// told at once.
package notify

import (
	"context"
	"log/slog"
	"time"

	"yingda/internal/channel"
	"yingda/internal/fetch"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Collapse is how long an outlet is not told again about the same matter.
const Collapse = 10 * time.Minute

// Teller plans and sends. The functions reach what this package must not know.
type Teller struct {
	Store  *store.Store
	Client *fetch.Client     // its guard decides which networks may be called
	Bases  map[string]string // address of each platform in the place of its own, for tests and gateways
	Desk   string            // base address of the desk, "" for messages without a link
	Log    *slog.Logger

	// Open opens what was sealed for a purpose.
	Open func(sealed, purpose string) (string, error)
	// Mail returns the way to one mailbox.
	Mail func(to string) (*channel.Mail, error)
	// Digest returns what My desk shows to a person.
	Digest func(ctx context.Context, personID string) (Digest, error)
	// Closed says why nothing may leave this installation, as a fault; nil if it may.
	Closed func() error
}

// TokenPurpose and SecretPurpose name what a robot's two secrets are sealed for.
func TokenPurpose(robotID string) string { return "robot-token:" + robotID }

// SecretPurpose is for the secret that signs.
func SecretPurpose(robotID string) string { return "robot-secret:" + robotID }

// eventTitles names what a notice is about.
var eventTitles = map[string]string{
	store.EventBreach: "已超时", store.EventDue: "快到期", store.EventNew: "新的关切", store.EventSign: "等人签批", store.EventReturned: "被退回", store.EventWork: "有新的工作", store.EventSystem: "系统异常",
}

// EventTitle returns the Chinese name of an event, as pages and messages show it.
func EventTitle(event string) string { return eventTitles[event] }

// major reports whether a grade is told at any hour.
func major(grade string) bool { return regime.Grade(grade).Rank() >= regime.Major.Rank() }

// zone is where hours and days of people are counted.
var zone = time.FixedZone("CST", 8*3600)
