package platform

import (
	"context"

	"yingda/internal/channel"
	"yingda/internal/fault"
	"yingda/internal/store"
)

// cardLimit bounds the text of a card at WeCom, in bytes.
const cardLimit = 512

// Publish sends a text to all members who see the app: a card that leads to our
// own page, or the text itself where there is no public address.
func (w *WeCom) Publish(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	return w.tell(ctx, m, m.Title)
}

// Correct sends the corrected text as a message of its own; what was sent stays.
func (w *WeCom) Correct(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	return w.tell(ctx, m, "更正："+m.Title)
}

func (w *WeCom) tell(ctx context.Context, m channel.Message, title string) (channel.Receipt, error) {
	kind, body := "text", map[string]string{"content": clip(title+"\n\n"+m.Text, passiveLimit)}
	if m.URL != "" {
		kind, body = "textcard", map[string]string{"title": clip(title, 128), "description": clip(m.Text, cardLimit), "url": m.URL, "btntxt": "全文"}
	}
	var got sent
	if err := w.do(ctx, wecomSend, w.message("@all", kind, body), &got); err != nil {
		return channel.Receipt{}, err
	}
	p := store.Publication{Key: m.Key, AccountID: w.account, Number: m.Number, Version: m.Version, Job: got.ID, URL: m.URL, State: "published"}
	return channel.Receipt{Found: true, Address: m.URL}, w.record(ctx, p)
}

// Withdraw recalls what was sent of a number; the platform does so for 24 hours.
func (w *WeCom) Withdraw(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	all, err := w.tokens.Store.PublishedHere(ctx, w.account, m.Number)
	if err != nil {
		return channel.Receipt{}, channel.NotSent(err)
	}
	if len(all) == 0 {
		return channel.Receipt{}, channel.Refused(fault.New(fault.Conflict, "platform.not_ours", "没有由这里发出的消息可以撤回"))
	}
	for _, p := range all {
		if err := w.do(ctx, wecomRecall, map[string]string{"msgid": p.Job}, nil); err != nil {
			return channel.Receipt{}, err
		}
		p.State = "withdrawn"
		if err := w.record(ctx, p); err != nil {
			return channel.Receipt{}, err
		}
	}
	return channel.Receipt{Found: true, Address: all[0].URL}, nil
}

// ReadOwn says whether the platform took our message, where its answer is on
// record; WeCom has no interface that lists messages.
func (w *WeCom) ReadOwn(ctx context.Context, m channel.Message) (channel.Receipt, error) {
	p, err := w.tokens.Store.Publication(ctx, m.Key)
	if err == nil && p.State == "published" {
		return channel.Receipt{Found: true, Address: p.URL}, nil
	}
	return channel.Receipt{}, channel.ErrUnreadable
}
