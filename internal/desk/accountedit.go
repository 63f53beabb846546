package desk

import (
	"context"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// AccountMarks are what a keeper notes down about an account without a filing:
// none of it changes the profile on the platform.
type AccountMarks struct {
	Handle, Address, Emblem string
	Certified, Main         bool
	Purpose                 string
}

// MarkAccount writes down how an account stands on its platform, and which is the
// main one. Name, organiser and persons change by filing alone. Faults:
// register.role, account.unknown, account.emblem, account.address, account.main.
// Clause: ACC-1 ACC-4.
func (d *Desk) MarkAccount(ctx context.Context, who matter.Actor, key string, in AccountMarks) error {
	in.Handle, in.Address, in.Purpose = strings.TrimSpace(in.Handle), strings.TrimSpace(in.Address), strings.TrimSpace(in.Purpose)
	if !slices.Contains([]string{"standard", "other", "none"}, in.Emblem) {
		return fault.New(fault.Invalid, "account.emblem", "标识只能是：统一标识、其他标识、没有标识").On("emblem")
	}
	if err := checkHome(in.Address); err != nil {
		return err
	}
	if utf8.RuneCountInString(in.Handle) > 100 || utf8.RuneCountInString(in.Purpose) > 2000 {
		return fault.New(fault.Invalid, "account.long", "账号名最多 100 个字，说明最多 2000 个字").On("handle")
	}
	return d.changeAccount(ctx, who, key, "account.marked", func(tx *store.Tx, a *store.Account) (any, error) {
		before := map[string]any{"handle": a.Handle, "address": a.Address, "emblem": a.Emblem, "certified": a.Certified, "main": a.Main}
		a.Handle, a.Address, a.Emblem, a.Certified, a.Main, a.Purpose = in.Handle, in.Address, in.Emblem, in.Certified, in.Main, in.Purpose
		if a.Main && a.State != "open" {
			return nil, fault.New(fault.Conflict, "account.state", "只有已开通的账号可以标为主账号").On("main")
		}
		return map[string]any{"before": before, "after": in}, tx.SaveAccount(*a)
	})
}

// changeAccount is one change of the registry: by a keeper of the account's own
// agency, audited, and seen by the public page.
func (d *Desk) changeAccount(ctx context.Context, who matter.Actor, key, action string, change func(tx *store.Tx, a *store.Account) (any, error)) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.LockAccount(key)
		if err != nil {
			return err
		}
		if _, err := mayIn(who, a.AgencyID, AccountKeepers...); err != nil {
			return err
		}
		detail, err := change(tx, &a)
		if err != nil {
			return err
		}
		tx.Audit(entry(who, AccountKeepers, action, a.Number, detail))
		return d.outwards(tx)
	})
}

// AccountFileKinds are the kinds of evidence about an account.
var AccountFileKinds = []struct{ Code, Title string }{{"certificate", "认证证明"}, {"emblem", "标识图样"}, {"approval", "上级批件"}, {"screenshot", "页面截图"}, {"contract", "运维合同"}, {"other", "其他"}}

// AddAccountFile keeps a file of evidence about an account. Faults:
// register.role, account.unknown, account.file, evidence.name, blob.large,
// blob.empty. Clause: ACC-1.
func (d *Desk) AddAccountFile(ctx context.Context, who matter.Actor, key, kind, fileName, note string, r io.Reader) error {
	if !slices.ContainsFunc(AccountFileKinds, func(k struct{ Code, Title string }) bool { return k.Code == kind }) {
		return fault.New(fault.Invalid, "account.file", "请选择是哪一种材料").On("kind")
	}
	fileName, err := goodFileName(fileName)
	if err != nil {
		return err
	}
	if utf8.RuneCountInString(note) > 500 {
		return fault.New(fault.Invalid, "input.long", "说明最多 500 个字").On("note")
	}
	if a, err := d.Account(ctx, who, key); err != nil {
		return err
	} else if _, err := mayIn(who, a.AgencyID, AccountKeepers...); err != nil {
		return err
	}
	hash, size, err := d.Files.Put(r)
	if err != nil {
		return err
	}
	return d.changeAccount(ctx, who, key, "account.file", func(tx *store.Tx, a *store.Account) (any, error) {
		return map[string]any{"kind": kind, "hash": hash, "size": size}, tx.AddAccountFile(store.AccountFile{AccountID: a.ID, Kind: kind, Name: fileName, Size: size, Hash: hash, Note: note, ByID: who.ID})
	})
}

func goodFileName(name string) (string, error) {
	name = path.Base(strings.ReplaceAll(strings.TrimSpace(name), `\`, "/"))
	if n := utf8.RuneCountInString(name); n < 3 || n > 120 || strings.ContainsFunc(name, func(r rune) bool {
		return r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
	}) {
		return "", fault.New(fault.Invalid, "evidence.name", "文件名不合适：3 到 120 个字，不含控制字符").On("file")
	}
	return name, nil
}

// Follow records whether one of our accounts follows another. Faults:
// register.role, account.unknown, account.follow. Clause: ACC-11.
func (d *Desk) Follow(ctx context.Context, who matter.Actor, key, other string, on bool) error {
	return d.changeAccount(ctx, who, key, "account.follows", func(tx *store.Tx, a *store.Account) (any, error) {
		b, err := tx.Account(other)
		if err != nil {
			return nil, err
		}
		if a.ID == b.ID || a.State != "open" || b.State != "open" {
			return nil, fault.New(fault.Invalid, "account.follow", "只登记已开通的两个不同账号之间的关注").On("follows")
		}
		return map[string]any{"follows": b.Number, "on": on}, tx.SetFollow(a.ID, b.ID, who.ID, on)
	})
}

// DeclareJointRelease begins a joint release of our own accounts. Faults:
// register.role, joint.title, joint.source, joint.statement, sending.stopped.
// Clause: ACC-11.
func (d *Desk) DeclareJointRelease(ctx context.Context, who matter.Actor, j store.JointRelease) (store.JointRelease, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return j, err
	}
	j.AgencyID, j.Title, j.Source, j.Statement = tree.ByID[who.UnitID].AgencyID, strings.TrimSpace(j.Title), strings.TrimSpace(j.Source), strings.TrimSpace(j.Statement)
	if _, err := mayIn(who, j.AgencyID, AccountKeepers...); err != nil {
		return j, err
	}
	if n := utf8.RuneCountInString(j.Title); n < 2 || n > 100 {
		return j, fault.New(fault.Invalid, "joint.title", "标题要有 2 到 100 个字").On("title")
	}
	if j.Source == "" || checkHome(j.Source) != nil {
		return j, fault.New(fault.Invalid, "joint.source", "写明首发页面的网址").On("source")
	}
	if j.Statement != "" {
		if p, err := d.store.PublicStatement(ctx, j.Statement); err != nil || p.Withdrawn {
			return j, fault.New(fault.Invalid, "joint.statement", "没有已公开的答复 %s", j.Statement).On("statement")
		}
	}
	return j, d.store.Write(ctx, func(tx *store.Tx) error {
		if err := sendable(tx); err != nil {
			return err
		}
		if err := tx.AddJointRelease(&j, who.ID); err != nil {
			return err
		}
		tx.Audit(entry(who, AccountKeepers, "joint.declared", j.Number, map[string]string{"title": j.Title, "source": j.Source}))
		tx.Publish("joint.declared", j.Number, store.Digest(j.Title+"\x00"+j.Source))
		return nil
	})
}

// DeclareJointAddress records where one of our accounts carries a joint release:
// once, on its own page. Faults: register.role, joint.unknown, joint.once,
// joint.page, account.unknown. Clause: ACC-11.
func (d *Desk) DeclareJointAddress(ctx context.Context, who matter.Actor, number, account, address string) error {
	address = strings.TrimSpace(address)
	return d.changeAccount(ctx, who, account, "joint.carried", func(tx *store.Tx, a *store.Account) (any, error) {
		j, err := tx.JointReleaseBy(number)
		if err != nil {
			return nil, err
		}
		if !onOwnPage(*a, address) {
			return nil, notOwnPage(*a).On("address")
		}
		tx.Publish("joint.carried", j.Number, store.Digest(a.Number+"\x00"+address))
		return map[string]any{"joint": j.Number, "address": address}, tx.DeclareJoint(j.ID, a.ID, address, who.ID)
	})
}

func notOwnPage(a store.Account) *fault.Fault {
	return fault.New(fault.Invalid, "joint.page", "只登记发在「%s」自己主页下的文章：网址要与账号主页在同一网站，不登记他人帖文下的评论和转发", a.Name)
}

// onOwnPage reports whether an address may be an article of the account itself:
// on the host of its home page, and no comment or reply there.
func onOwnPage(a store.Account, address string) bool {
	home, err := url.Parse(a.Address)
	page, wrong := url.Parse(address)
	if err != nil || wrong != nil || a.State != "open" || page.Host == "" || page.Scheme != "https" && page.Scheme != "http" {
		return false
	}
	for _, word := range []string{"comment", "reply", "repost"} {
		if strings.Contains(strings.ToLower(page.Path+"?"+page.RawQuery+"#"+page.Fragment), word) {
			return false
		}
	}
	return strings.EqualFold(strings.TrimPrefix(home.Host, "www."), strings.TrimPrefix(page.Host, "www."))
}
