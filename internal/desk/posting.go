package desk

import (
	"context"
	"strings"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// PostKeepers keep the posting record of the accounts of their agency and of
// those below it.
var PostKeepers = []regime.Role{regime.Editor, regime.ChiefEditor, regime.Keeper, regime.OfficeDirector, regime.Liaison}

// OriginTitles are the words for where a posting record comes from.
var OriginTitles = map[string]string{"platform": "平台", "feed": "订阅源", "import": "导入", "typed": "录入"}

// keepsAccount returns an account of which a person keeps a record. Faults:
// register.role, account.unknown.
func (d *Desk) keepsAccount(ctx context.Context, who matter.Actor, key string) (store.Account, error) {
	a, err := d.Account(ctx, who, key)
	if err != nil {
		return a, err
	}
	tree, err := d.Tree(ctx)
	if err != nil {
		return a, err
	}
	return a, tree.mayIn(who, a.AgencyID, PostKeepers...)
}

// PostEdit is one post as a person records it. An address or a title is enough.
type PostEdit struct {
	At             time.Time
	Title, Address string
}

func (e *PostEdit) check(now time.Time, opened int64) error {
	e.Title, e.Address = strings.TrimSpace(e.Title), strings.TrimSpace(e.Address)
	switch {
	case !between(e.Title, 2, 200):
		return fault.New(fault.Invalid, "post.title", "写明标题，2 到 200 个字").On("title")
	case e.Address != "" && !webAddress(e.Address):
		return fault.New(fault.Invalid, "post.address", "网址要以 https:// 或 http:// 开头，没有就不填").On("address")
	case e.At.IsZero() || e.At.After(now.Add(5*time.Minute)):
		return fault.New(fault.Invalid, "post.at", "发布时间要写成 2026-03-16 09:30，不能晚于现在").On("at")
	case e.At.UnixMilli() < opened-24*time.Hour.Milliseconds() || e.At.Year() < 2010:
		return fault.New(fault.Invalid, "post.before", "发布时间早于账号开通，请核对").On("at")
	}
	return nil
}

// RecordPost puts a post on the record of an account by hand. The same one again
// changes nothing. Faults: register.role, account.unknown, post.title,
// post.address, post.at, post.before, post.known. Clause: ACC-5.
func (d *Desk) RecordPost(ctx context.Context, who matter.Actor, key string, e PostEdit) error {
	a, err := d.keepsAccount(ctx, who, key)
	if err != nil {
		return err
	}
	if err := e.check(d.store.Now(), a.OpenedAt); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		n, err := tx.AddAccountPosts([]store.AccountPost{{AccountID: a.ID, Title: e.Title, Address: e.Address, Origin: "typed", At: e.At.UnixMilli(), ByID: who.ID}})
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.New(fault.Conflict, "post.known", "这一篇已经在记录里")
		}
		tx.Audit(entry(who, PostKeepers, "post.recorded", a.Number, map[string]string{"address": e.Address}))
		return nil
	})
}

// PostHeader heads a list of posts that is imported.
var PostHeader = []string{"发布时间", "标题", "网址"}

// ImportPosts puts the lines of a table on the record of an account; apply false
// tells what would change. The same table twice changes nothing. Faults:
// register.role, account.unknown, import.header.
func (d *Desk) ImportPosts(ctx context.Context, who matter.Actor, key string, rows [][]string, apply bool) (ImportPlan, error) {
	a, err := d.keepsAccount(ctx, who, key)
	if err != nil {
		return ImportPlan{}, err
	}
	added := 0
	return d.imports(ctx, PostHeader, rows, apply, func(tx *store.Tx, _ map[string]bool, c []string) (string, string, error) {
		e := PostEdit{Title: c[1], Address: c[2]}
		for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006/1/2 15:04", "2006-01-02", "2006/1/2", "1/2/06 15:04"} {
			if t, err := time.ParseInLocation(layout, c[0], deadline.Zone); err == nil {
				e.At = t
				break
			}
		}
		if err := e.check(tx.Now, a.OpenedAt); err != nil {
			return c[1], "", err
		}
		n, err := tx.AddAccountPosts([]store.AccountPost{{AccountID: a.ID, Title: e.Title, Address: e.Address, Origin: "import", At: e.At.UnixMilli(), ByID: who.ID}})
		if err != nil || n == 0 {
			return c[1], "", err
		}
		if added++; added == 1 {
			tx.Audit(entry(who, PostKeepers, "post.imported", a.Number, map[string]int{"lines": len(rows) - 1}))
		}
		return c[1], "新增：" + e.At.Format("2006-01-02 15:04"), nil
	})
}

// VoidPost takes a record that a person made out of the count. What a platform or
// a feed reported stays. Faults: register.role, account.unknown, post.reason,
// post.fixed.
func (d *Desk) VoidPost(ctx context.Context, who matter.Actor, key, id, reason string) error {
	a, err := d.keepsAccount(ctx, who, key)
	if err != nil {
		return err
	}
	if err := inPerson(who); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); !between(reason, 2, 200) {
		return fault.New(fault.Invalid, "post.reason", "写一句为什么作废，2 到 200 字").On("reason")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		ok, err := tx.VoidPost(a.ID, id, who.ID, reason)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Conflict, "post.fixed", "只有录入和导入的记录可以作废，而且只能作废一次")
		}
		tx.Audit(entry(who, PostKeepers, "post.voided", a.Number, map[string]string{"post": id}))
		return nil
	})
}

// LinkFeed lets an account be read by a source that is registered, from now on.
// Faults: register.role, account.unknown, feed.source.
func (d *Desk) LinkFeed(ctx context.Context, who matter.Actor, key, sourceID string, on bool) error {
	a, err := d.keepsAccount(ctx, who, key)
	if err != nil {
		return err
	}
	if err := inPerson(who); err != nil {
		return err
	}
	s, err := d.store.Source(ctx, sourceID)
	if err != nil {
		return fault.New(fault.Invalid, "feed.source", "没有这个来源，先在「来源」里登记本账号的订阅源").On("source")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if !on {
			tx.Audit(entry(who, PostKeepers, "account.feed_unlinked", a.Number, s.Name))
			return tx.UnlinkFeed(a.ID, s.ID)
		}
		tx.Audit(entry(who, PostKeepers, "account.feed_linked", a.Number, s.Name))
		return tx.LinkFeed(a.ID, s.ID, who.ID)
	})
}
