package desk

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/redact"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// CommentIn is a comment as a platform or a file brings it: no author.
type CommentIn struct {
	PostKey, PostTitle, PostURL string
	Key                         string // the platform's name of the comment
	Text                        string
	At                          time.Time
	OnPlatform                  int64 // 0 not known, 1 shown there, 2 not shown
	Answered                    bool  // an answer of ours stands below it
}

const (
	commentsAtOnce = 50                  // how many are stored in one transaction
	commentCounts  = 30 * 24 * time.Hour // how old a comment may be that enters the inbox by itself
)

// TakeComments (收取评论) stores comments below our own articles, without personal
// data, each once, and returns how many were new. A new one that asks, complains,
// suggests or tells of wrongdoing enters the inbox in the same transaction, unless it
// is older than thirty days or answered: those a person hands over. Clause: ACC-13,
// MSG-1.
func (d *Desk) TakeComments(ctx context.Context, accountID string, list []CommentIn) (fresh int, err error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return 0, err
	}
	scanner := redact.NewScanner(redact.Options{})
	for part := range slices.Chunk(list, commentsAtOnce) {
		var news, letters int
		if err := d.store.Write(ctx, func(tx *store.Tx) error {
			news, letters = 0, 0
			a, err := tx.Account(accountID)
			if err != nil {
				return err
			}
			for _, in := range part {
				c, ok := in.kept(scanner, a)
				if !ok {
					continue
				}
				if c.ID, err = tx.AddComment(c); err != nil || c.ID == "" {
					if err != nil {
						return err
					}
					continue
				}
				news++
				letter, err := d.commentEnters(tx, tree, c, in)
				if err != nil {
					return err
				}
				if letter {
					letters++
				}
			}
			if news > 0 {
				tx.Audit(store.Entry{Actor: "system", Role: "system", Action: "comment.taken", Object: accountID, Result: "done", Detail: map[string]int{"comments": news, "to_inbox": letters}})
			}
			return nil
		}); err != nil {
			return fresh, err
		}
		fresh += news
	}
	return fresh, nil
}

// kept is what is stored of a comment; false for what is none.
func (in CommentIn) kept(scanner *redact.Scanner, a store.Account) (store.OwnComment, bool) {
	text := strings.TrimSpace(strings.ToValidUTF8(in.Text, "�"))
	if text == "" || in.Key == "" || in.PostKey == "" || utf8.RuneCountInString(text) > 5000 {
		return store.OwnComment{}, false
	}
	text, masks := scanner.Text(text)
	c := store.OwnComment{AccountID: a.ID, AgencyID: a.AgencyID, PostKey: in.PostKey, PostTitle: in.PostTitle, PostURL: in.PostURL, PlatformKey: in.Key, Text: text, Masked: int64(len(masks)), OnPlatform: in.OnPlatform}
	if !in.At.IsZero() {
		c.SaidAt = in.At.UnixMilli()
	}
	return c, true
}

// commentEnters lets a new comment into the inbox that is owed an answer.
func (d *Desk) commentEnters(tx *store.Tx, tree *Tree, c store.OwnComment, in CommentIn) (bool, error) {
	if in.Answered || c.SaidAt != 0 && c.SaidAt < tx.Now.Add(-commentCounts).UnixMilli() {
		return false, nil
	}
	if owed, err := d.owedAnswer(tx, c); err != nil || !owed {
		return false, err
	}
	number, err := d.commentToInbox(tx, tree, c)
	if err != nil {
		return false, err
	}
	return true, tx.CommentBecame(c.ID, number)
}

// owedAnswer reports whether a comment seems to ask, complain, suggest or tell of
// wrongdoing: by the model where it is sure, else by the rules. What people need is
// looked for, never their tone.
func (d *Desk) owedAnswer(tx *store.Tx, c store.OwnComment) (bool, error) {
	title := titleOf(c.Text)
	by, _, err := d.kindOfMessage(tx, c.AgencyID, title, c.Text)
	if err != nil {
		return false, err
	}
	if !by.Spoke {
		by, _ = kindByRule(title, c.Text)
	}
	return by.Spoke && regime.Need(by.Choices[0].Value) != regime.Thanks, nil
}

// commentToInbox makes a message of a comment. Its contact is the place of the
// comment, where the answer goes: of who wrote it nothing is known.
func (d *Desk) commentToInbox(tx *store.Tx, tree *Tree, c store.OwnComment) (string, error) {
	place := c.PostKey + "/" + c.PlatformKey
	in := Inbound{Way: "account_comment", Account: c.AccountID, Key: place, Text: c.Text, Contact: place, Agency: c.AgencyID}
	if err := in.check(); err != nil {
		return "", err
	}
	got, err := d.receiveIn(tx, tree, in)
	return got.Number, err
}

// AnswerComment hands a comment that needs an answer and did not enter by itself to
// the inbox: it becomes a message with a clock, answered below the article. Faults:
// register.role, comment.version, comment.message. Clause: MSG-1.
func (d *Desk) AnswerComment(ctx context.Context, who matter.Actor, id string, version int64) (number string, err error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return "", err
	}
	err = d.changeComment(ctx, who, id, version, func(tx *store.Tx, c *store.OwnComment) (err error) {
		if err := tree.mayIn(who, c.AgencyID, CommentKeepers...); err != nil {
			return err
		}
		if c.Message != "" || c.Text == "" {
			return fault.New(fault.Conflict, "comment.message", "这条评论已经转入收件箱 %s，或已过保存期", c.Message)
		}
		if number, err = d.commentToInbox(tx, tree, *c); err != nil {
			return err
		}
		c.Message = number
		tx.Audit(entry(who, CommentKeepers, "comment.to_inbox", c.ID, map[string]string{"message": number}))
		return nil
	})
	return number, err
}
