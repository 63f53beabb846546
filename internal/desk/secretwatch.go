package desk

import (
	"context"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/store"
)

// secretWarnings are how long before a secret has to be replaced its keeper is
// told; the last comes when it is due, and tells the security administrators too.
var secretWarnings = []time.Duration{14 * 24 * time.Hour, 3 * 24 * time.Hour, 0}

// WatchSecrets tells the keepers of secrets that have to be replaced soon, and
// returns how many it told. Clause: ACC-9.
func (d *Desk) WatchSecrets(ctx context.Context) (int, error) {
	tree, err := d.Tree(ctx)
	if err != nil {
		return 0, err
	}
	told := 0
	for level := len(secretWarnings); level > 0; level-- {
		n, err := d.warnSecrets(ctx, tree, int64(level))
		if err != nil {
			return told, err
		}
		told += n
	}
	return told, nil
}

// mostWarned bounds how many are told in one transaction; the rest at the next look.
const mostWarned = 200

func (d *Desk) warnSecrets(ctx context.Context, tree *Tree, level int64) (n int, err error) {
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		due, err := tx.SecretsDue(tx.Now.Add(secretWarnings[level-1]).UnixMilli(), level, mostWarned)
		if err != nil {
			return err
		}
		n = len(due)
		for _, s := range due {
			s.Warned = level
			if err := tx.SaveSecret(s, ""); err != nil {
				return err
			}
			if err := d.warnSecret(tx, tree, s); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

func (d *Desk) warnSecret(tx *store.Tx, tree *Tree, s store.AccountSecret) error {
	account, err := tx.Account(s.AccountID)
	if err != nil {
		return err
	}
	text := "账号「" + account.Name + "」的" + SecretTitle(s.Name)
	event := store.EventDue
	if s.RotateBy <= tx.Ms() {
		text, event = text+"已过更换期限，请立即更换", store.EventBreach
	} else {
		text += "要在 " + from(s.RotateBy).In(deadline.Zone).Format("1月2日") + " 前更换"
	}
	if err := tx.NotifyPersonOf(event, s.KeeperID, text); err != nil {
		return err
	}
	if event != store.EventBreach && s.Active {
		return nil
	}
	if !s.Active {
		text += "；保管人已离岗，请另定保管人"
	}
	return tx.NotifyOf(event, tree.unitsOf(account.AgencyID), SecretKeepers, "", "", text)
}
