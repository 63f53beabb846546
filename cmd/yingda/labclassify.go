package main

import (
	"fmt"
	"os"

	"yingda/internal/classify"
)

type labClassify struct {
	Train string `required:"" help:"JSON Lines file with a label field." placeholder:"FILE"`
	In    string `arg:"" help:"JSON Lines file, - for standard input."`
}

// Run trains on one file and sorts the texts of another. label is null below
// the threshold that held 90 % precision on held-out parts of the training file.
func (c *labClassify) Run() error {
	var examples []classify.Example
	if err := eachText(c.Train, func(t labText) error {
		if t.Label == "" {
			fmt.Fprintf(os.Stderr, "训练文件 %s 里编号 %s 的一行没有 label，跳过\n", c.Train, t.ID)
			return nil
		}
		examples = append(examples, classify.Example{Title: t.Title, Text: t.Text, Label: t.Label})
		return nil
	}); err != nil {
		return err
	}
	model, err := classify.Train(examples)
	if err != nil {
		return err
	}
	p := newPrinter()
	return p.end(eachText(c.In, func(t labText) error {
		guess := model.Predict(t.Title, t.Text)
		out := struct {
			ID         string   `json:"id"`
			Label      *string  `json:"label"`
			Confidence float64  `json:"confidence"`
			Guess      string   `json:"guess"`
			Second     string   `json:"second"`
			Words      []string `json:"words"`
		}{t.ID, nil, guess.Confidence, guess.Guess, guess.Second, guess.Words}
		if guess.Label != "" {
			out.Label = &guess.Label
		}
		return p.line(out)
	}))
}
