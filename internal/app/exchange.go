package app

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"

	"yingda/internal/blob"
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/fetch"
	"yingda/internal/job"
	"yingda/internal/seal"
	"yingda/internal/source"
)

// cooperate lets the desk exchange reports with other installations.
func (p *program) cooperate() {
	p.desk.Exchange = &desk.Exchange{Client: p.client, Keys: p.keys}
}

// keepFiles gives the desk the folder of files and the keys of this installation,
// before the first act.
func (p *program) keepFiles() {
	folder := blob.Folder{Path: p.conf.Files}
	p.store.Files, p.desk.Files = folder, folder
	p.receiveMessages()
	p.desk.Forms.Key = func() ([]byte, error) { return formKey(p.keys) }
}

// formKey returns the secret of the public forms, the same in every process that
// shares the key file: a signature that nobody else can make and that is never
// shown, as a key.
func formKey(keys func() (*seal.Keys, error)) ([]byte, error) {
	k, err := keys()
	if err != nil {
		return nil, err
	}
	_, private := k.SigningKey()
	sum := sha256.Sum256(ed25519.Sign(private, []byte("yingda: forms of the public site")))
	return sum[:], nil
}

// deliver sends one message to another installation. A demo sends nothing.
func (p *program) deliver(ctx context.Context, j job.Job) error {
	if p.demo != nil {
		return job.Final(fault.New(fault.Forbidden, "demo.sending", "演示机关不向外发送"))
	}
	var raw json.RawMessage
	if err := j.Into(&raw); err != nil {
		return job.Final(err)
	}
	return p.desk.Deliver(ctx, raw)
}

// page reads one public page for an investigation file: its words, no author.
func (p *program) page(ctx context.Context, address string) (desk.Page, error) {
	res, err := p.client.Get(ctx, fetch.Request{URL: address})
	if err != nil {
		return desk.Page{}, err
	}
	a, err := source.ReadPage(res.Body, res.ContentType, res.FinalURL)
	return desk.Page{Title: a.Title, Text: a.Text}, err
}
