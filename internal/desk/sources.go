package desk

import (
	"cmp"
	"context"
	"reflect"
	"slices"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
)

// Categories (来源类别) are the eight kinds of sources of LIS-1, with their titles.
// Clause: LIS-1.
var Categories = []struct{ Code, Title string }{
	{"own_county", "本县区"},
	{"portal", "门户网站"},
	{"central_news", "中央新闻单位"},
	{"other_province", "外省"},
	{"own_province", "本省"},
	{"own_city", "本市"},
	{"other", "其他"},
	{"search", "站内检索"},
}

// SourceEdit is what people decide about a source. EveryMinutes is how long to
// wait between two readings at least.
type SourceEdit struct {
	Name         string
	URL          string
	Category     string
	Weight       int64 // 1 to 10: influence and link to our own work
	Newsroom     bool
	EverySeconds int64
	Way          string // one of Ways; empty leaves the way that it has, feed for a new one
	Settings     store.ReadingSettings
	Password     string // of the mailbox; empty leaves the stored one
}

func (e *SourceEdit) check(way string) error {
	name, err := store.SourceName(e.Name)
	if err != nil {
		return fault.Of(err).On("name")
	}
	e.Name = name
	if err := e.checkWay(way); err != nil {
		return err
	}
	if !slices.ContainsFunc(Categories, func(c struct{ Code, Title string }) bool { return c.Code == e.Category }) {
		return fault.New(fault.Invalid, "source.category", "请选择八类来源中的一类；群、聊天和私人账号不能登记").On("category")
	}
	if e.Weight < 1 || e.Weight > 10 {
		return fault.New(fault.Invalid, "source.weight", "权重是 1 到 10 的整数").On("weight")
	}
	if e.EverySeconds < 10 || e.EverySeconds > 7*86400 {
		return fault.New(fault.Invalid, "source.every", "读取间隔在 10 秒到 7 天之间").On("every")
	}
	return nil
}

func (e SourceEdit) onto(s *store.Source) {
	s.Name, s.Category, s.Weight, s.Newsroom, s.EverySeconds = e.Name, e.Category, e.Weight, e.Newsroom, e.EverySeconds
	if s.URL != e.URL && (s.Kind == "feed" || e.Way == "comments") {
		s.URL, s.ETag, s.LastModified, s.Failures, s.ErrorCode, s.ErrorText = e.URL, "", "", 0, "", ""
	}
}

// AddSource registers a source, due at once if we read it, and says so on the
// public ledger. What needs a sign-in, groups, chats and people's own pages are
// refused. Faults: register.role, source.name, source.url, source.private,
// source.way, source.category, source.weight, source.every, source.taken and
// those of the way's settings. Clause: LIS-1.
func (d *Desk) AddSource(ctx context.Context, who matter.Actor, e SourceEdit) (store.Source, error) {
	if err := may(who, Curators...); err != nil {
		return store.Source{}, err
	}
	if e.Way == "" {
		e.Way = "feed"
	}
	if err := d.checkSource(ctx, &e); err != nil {
		return store.Source{}, err
	}
	s := store.Source{Kind: kindOf(e.Way), Active: true, URL: e.URL}
	e.onto(&s)
	err := d.store.Write(ctx, func(tx *store.Tx) error { return d.addSource(tx, who, &s, e) })
	return s, err
}

// addSource stores a checked source with its way of reading.
func (d *Desk) addSource(tx *store.Tx, who matter.Actor, s *store.Source, e SourceEdit) error {
	s.NextReadAt = tx.Ms()
	if err := tx.AddSource(s); err != nil {
		return err
	}
	if err := d.saveReading(tx, s.ID, e.Way, e); err != nil {
		return err
	}
	tx.Audit(entry(who, Curators, "source.added", s.ID, s.URL))
	tx.Publish("source.added", s.ID, store.Digest(s.Name+"\n"+s.URL))
	return nil
}

// saveReading stores how a source is read; a password is sealed for it alone.
func (d *Desk) saveReading(tx *store.Tx, id, way string, e SourceEdit) error {
	r := store.Reading{SourceID: id, Way: way, Settings: e.Settings}
	if e.Password != "" {
		var err error
		if r.Secret, err = d.Sending.Seal(e.Password, MailPurpose(id)); err != nil {
			return err
		}
	}
	return tx.SaveReading(r)
}

// SaveSource changes a source. Faults as for AddSource, and source.unknown.
func (d *Desk) SaveSource(ctx context.Context, who matter.Actor, id string, e SourceEdit) error {
	p, err := d.namable(ctx)
	if err != nil {
		return err
	}
	return d.changeSource(ctx, who, id, "source.changed", func(tx *store.Tx, s *store.Source) error {
		was, err := tx.ReadingFor(*s)
		if err != nil {
			return err
		}
		if e.Way == "" {
			e.Way, e.Settings = was.Way, was.Settings
		}
		if err := cmp.Or(e.check(e.Way), p.checkQueries(&e)); err != nil {
			return err
		}
		if kindOf(e.Way) != s.Kind && e.Way != was.Way {
			return fault.New(fault.Conflict, "source.kind", "由我们读取的和由对方送来的不能互换：请另行登记").On("way")
		}
		address := s.URL
		e.onto(s)
		if s.Kind == "feed" {
			s.NextReadAt = min(s.NextReadAt, tx.Ms()+1000*s.EverySeconds)
		}
		if s.Kind == "feed" && (s.URL != address || e.Way != was.Way || e.Password != "" || !reflect.DeepEqual(e.Settings, was.Settings)) {
			readAnew(s, tx.Ms())
		}
		return d.saveReading(tx, s.ID, e.Way, e)
	})
}

// readAnew has a source read at once and in full, as if it had never failed: what
// was wrong with it may just have been mended.
func readAnew(s *store.Source, now int64) {
	s.NextReadAt, s.ETag, s.LastModified, s.Failures, s.ErrorCode, s.ErrorText = now, "", "", 0, "", ""
}

// PauseSource stops a source from being read, or lets it be read again at once.
func (d *Desk) PauseSource(ctx context.Context, who matter.Actor, id string, pause bool) error {
	action := "source.resumed"
	if pause {
		action = "source.paused"
	}
	return d.changeSource(ctx, who, id, action, func(tx *store.Tx, s *store.Source) error {
		s.Active = !pause
		if !pause {
			s.NextReadAt = tx.Ms()
		}
		return nil
	})
}

// ReadSourceNow makes a feed due at once; fault.Conflict for one that is paused
// or not a feed.
func (d *Desk) ReadSourceNow(ctx context.Context, who matter.Actor, id string) error {
	return d.changeSource(ctx, who, id, "source.read_now", func(tx *store.Tx, s *store.Source) error {
		if s.Kind != "feed" || !s.Active {
			return fault.New(fault.Conflict, "source.not_read", "只有在用的订阅来源可以立即读取")
		}
		s.NextReadAt = tx.Ms()
		return nil
	})
}

func (d *Desk) changeSource(ctx context.Context, who matter.Actor, id, action string, change func(tx *store.Tx, s *store.Source) error) error {
	if err := may(who, Curators...); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		s, err := tx.LockSource(id)
		if err != nil {
			return err
		}
		if err := change(tx, &s); err != nil {
			return err
		}
		if err := tx.SaveSource(s); err != nil {
			return err
		}
		tx.Audit(entry(who, Curators, action, s.ID, s.URL))
		if action != "source.read_now" {
			tx.Publish(action, s.ID, store.Digest(s.Name+"\n"+s.URL))
		}
		tx.Renew("source")
		return nil
	})
}
