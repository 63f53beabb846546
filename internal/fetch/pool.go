package fetch

import (
	"context"
	"sync"
)

// All reads many addresses with at most workers at a time and hands each
// outcome to each, one after the other in the caller's goroutine, in the order
// of arrival; i is the index in reqs. Addresses of one public host are read by
// one worker in turn, so that a slow or spaced host never holds more than one.
// It returns when all are done; a cancelled ctx makes the rest fail quickly.
func (c *Client) All(ctx context.Context, reqs []Request, workers int, each func(i int, res Result, err error)) {
	type outcome struct {
		i   int
		res Result
		err error
	}
	queue := make(chan []int)
	results := make(chan outcome)
	var wg sync.WaitGroup
	for range max(1, workers) {
		wg.Go(func() {
			for group := range queue {
				for _, i := range group {
					res, err := c.make(ctx, reqs[i])
					results <- outcome{i, res, err}
				}
			}
		})
	}
	wg.Go(func() {
		defer close(queue)
		for _, group := range c.byHost(reqs) {
			queue <- group
		}
	})
	for range reqs {
		o := <-results
		each(o.i, o.res, o.err)
	}
	wg.Wait()
}

func (c *Client) make(ctx context.Context, req Request) (Result, error) {
	if req.With != nil {
		return req.With(ctx, c)
	}
	return c.Get(ctx, req)
}

// byHost keeps the order of first appearance. Hosts of the own network are not
// spaced, so their addresses need not queue behind one another.
func (c *Client) byHost(reqs []Request) [][]int {
	var groups [][]int
	at := map[string]int{}
	for i, req := range reqs {
		u, err := checkURL(req.URL)
		if err != nil || c.guard.own(u) {
			groups = append(groups, []int{i})
			continue
		}
		k, ok := at[u.Host]
		if !ok {
			k = len(groups)
			at[u.Host] = k
			groups = append(groups, nil)
		}
		groups[k] = append(groups[k], i)
	}
	return groups
}
