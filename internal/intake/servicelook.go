package intake

import (
	"context"
	"time"

	"yingda/internal/fault"
	"yingda/internal/fetch"
)

// LookAtService opens the address of a service of an account by the guarded client
// and says how long it took; the error says why it leads nowhere. What we may not
// read, or are asked to wait for, is not broken. Clause: ACC-8.
func (p *Poller) LookAtService(ctx context.Context, url string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	res, err := p.Client.Get(ctx, fetch.Request{URL: url, Accept: "text/html, */*;q=0.5", Limit: linkLimit})
	if fault.CodeOf(err) == "fetch-wait" || !deadLink(err) {
		return res.Elapsed, nil
	}
	return res.Elapsed, err
}
