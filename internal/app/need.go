package app

import (
	"context"

	"yingda/internal/job"
)

// learn trains the classifiers of one agency, which somebody asked for, or of
// all for which it is time. It takes seconds and so is never done in a request.
func (p *program) learn(ctx context.Context, j job.Job) error {
	var in struct {
		Agency string `json:"agency"`
		By     string `json:"by"`
	}
	if err := j.Into(&in); err != nil {
		return job.Final(err)
	}
	if in.Agency == "" {
		return p.desk.LearnDue(ctx)
	}
	return p.desk.Learn(ctx, in.Agency, in.By)
}
