package app

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"time"

	"yingda/internal/demo"
	"yingda/internal/desk"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// connect connects one account to the platform that the demo plays itself: what stands
// there is read, and what the agency publishes goes there, without leaving the machine.
func (s *scene) connect() {
	account := s.account(regime.Xinhua, regime.OtherAccount)
	security, keeper := s.as("nirongbai"), s.as("fangxuzhi")
	key := make([]byte, 32)
	rand.Read(key) //nolint:errcheck // it never fails
	s.do("keep the signing key", func() error {
		return s.desk.KeepSecret(s.ctx, security, desk.SecretEdit{Account: account.ID, Name: "webhook_secret", KeeperID: keeper.ID, RotateBy: s.epoch.AddDate(0, 0, 120).UnixMilli(), Value: "whsec_" + base64.StdEncoding.EncodeToString(key)})
	})
	s.do("connect the account", func() error {
		return s.desk.Connect(s.ctx, keeper, desk.LinkEdit{Account: account.ID, In: s.feeds + demo.AccountFeed, Out: s.feeds + demo.AccountDoor})
	})
	s.do("take its comments", func() error {
		at := s.clock.Now().Add(-26 * time.Hour)
		_, err := s.desk.TakeComments(s.ctx, account.ID, []desk.CommentIn{
			{PostKey: "5", PostTitle: "本周接访安排", PostURL: account.Address + "/5", Key: "t01", Text: "周四下午有没有人接访？写得不清楚。", At: at, Answered: true},
			{PostKey: "5", PostTitle: "本周接访安排", PostURL: account.Address + "/5", Key: "t02", Text: "昨天去了，等了二十分钟就轮到了。", At: at.Add(2 * time.Hour)},
		})
		return err
	})
}

// handOver sends what was released and not handed over yet to the connected account.
func (p *player) handOver(ctx context.Context) error {
	ids, err := p.store.QueuedJobs(ctx, "send")
	for _, id := range ids {
		if err == nil && !p.handed[id] {
			p.handed[id] = true
			err = p.desk.Send(ctx, id)
		}
	}
	return err
}

// moveAccount points the connected account at where its platform is played this time.
func (p *player) moveAccount(tx *store.Tx) error {
	_, err := tx.Exec(`UPDATE account_link SET in_url = $1, out_url = $2 WHERE account_id IN (SELECT id FROM account WHERE address = $3)`, p.feeds+demo.AccountFeed, p.feeds+demo.AccountDoor, demo.AccountHome)
	return err
}
