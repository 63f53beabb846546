package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"yingda/internal/auth"
	"yingda/internal/fault"
	"yingda/internal/match"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// defaultRegime governs an installation that was started without --regime.
const defaultRegime = "petition-bureau"

// setup makes an installation of an empty database: the agency with the
// sections of its first regime, the adopted regimes, their topics, and the head
// administrator, whose one-time password goes to standard error and to a file.
func setup(ctx context.Context, c Config, s *store.Store, names []string, log *slog.Logger) error {
	units, err := s.Units(ctx)
	if err != nil || len(units) > 0 {
		return err
	}
	if len(names) == 0 {
		names = []string{defaultRegime}
	}
	var regimes []*regime.Regime
	for _, name := range names {
		r, err := OpenRegime(name)
		if err != nil {
			return err
		}
		regimes = append(regimes, r)
	}
	password := ""
	err = s.Write(ctx, func(tx *store.Tx) error {
		if err := found(tx, regimes); err != nil {
			return err
		}
		if password, err = auth.FirstAdmin(tx); err != nil {
			return err
		}
		// Before the commit: whoever is stopped after it finds the password, and
		// whoever is stopped before it gets another one with the next start.
		return keepPassword(c, password)
	})
	if fault.CodeOf(err) == "unit.code" {
		// Where another process on this database was first, go on with what it made.
		if made, again := s.Units(ctx); again == nil && len(made) > 0 {
			log.Info("installed by another process")
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("first start: %w", err)
	}
	log.Info("installed", "agency", regimes[0].Words.Agency, "regimes", names)
	fmt.Fprintf(os.Stderr, "首席管理员 admin 的一次性口令：%s（也写在 %s）\n", password, c.path("first-password"))
	return nil
}

// OpenRegime returns the preset or the folder named, with topic rules that parse.
// What is wrong with it is regime.Problems: file, line, column and reason.
func OpenRegime(nameOrDir string) (*regime.Regime, error) {
	return regime.Open(nameOrDir, func(rule string) error {
		_, err := match.Parse(rule)
		var wrong *match.SyntaxError
		if errors.As(err, &wrong) {
			return wrong
		}
		return err
	})
}

// found makes the agency and adopts the regimes: the first governs every kind
// of matter; a later one is adopted beside it and governs what people give it.
func found(tx *store.Tx, regimes []*regime.Regime) error {
	first := regimes[0]
	agency := store.Unit{Kind: "agency", Code: "root", Name: first.Words.Agency}
	if agency.Name == "" {
		agency.Name = "本机关"
	}
	if err := tx.AddUnit(&agency); err != nil {
		return err
	}
	ids, topics := map[string]string{}, map[string]bool{}
	for i, u := range first.Units {
		unit := store.Unit{ParentID: agency.ID, Kind: "section", Code: u.Code, Name: u.Name, Office: u.Office, Duties: u.Duties, Place: int64(i + 1)}
		if err := tx.AddUnit(&unit); err != nil {
			return err
		}
		ids[u.Code], ids[u.Name] = unit.ID, unit.ID
	}
	for i, r := range regimes {
		kinds := regime.Kinds
		if i > 0 {
			kinds = nil
		}
		id, err := tx.AdoptRegime(r, agency.ID, kinds)
		if err != nil {
			return err
		}
		tx.Audit(store.Entry{Actor: "system", Role: "system", Action: "regime.adopt", Object: id, Result: "done"})
		tx.Publish("regime.adopted", r.Name, r.Hash)
		for _, t := range r.Topics {
			if topics[t.ID] {
				t.ID = r.Name + "-" + t.ID // an earlier regime has a topic of that name
			}
			topics[t.ID] = true
			topic := store.Topic{ID: t.ID, Title: t.Title, Rule: t.Rule, Terms: t.Terms, UnitID: ids[t.Unit], Posts: int64(t.Posts), Sources: int64(t.Sources), Active: true, Article: t.Article, UpdatedBy: "system"}
			if err := tx.SaveTopic(&topic); err != nil {
				return fmt.Errorf("topic %s: %w", t.ID, err)
			}
			tx.Audit(store.Entry{Actor: "system", Role: "system", Action: "topic.added", Object: topic.ID, Result: "done", Detail: map[string]any{"regime": id, "version": 1, "rule": t.Rule, "terms": t.Terms}})
			tx.Publish("topic.added", topic.ID, store.Digest(t.Title+"\n"+t.Rule))
		}
	}
	return nil
}

// keepPassword writes the one-time password where the administrator looks for it.
func keepPassword(c Config, password string) error {
	file := c.path("first-password")
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fault.New(fault.Invalid, "config.data", "建不了数据目录 %s", c.Data).Because(err)
	}
	if err := os.WriteFile(file, []byte(password+"\n"), 0o600); err != nil {
		return fault.New(fault.Invalid, "config.data", "写不了 %s", file).Because(err)
	}
	return nil
}
