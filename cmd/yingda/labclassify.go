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

// Validate refuses, as wrong usage, to read two files from one standard input.
func (c *labClassify) Validate() error { return oneInput("--train", c.Train, c.In) }

// Run trains on one file and sorts the texts of another. label is null below
// the threshold that held 90 % precision on held-out parts of the training file.
func (c *labClassify) Run() error {
	var examples []classify.Example
	labels, unlabelled, first := map[string]bool{}, 0, 0
	if err := eachLine(c.Train, func(line int, t labText) error {
		if t.Label == "" {
			if unlabelled++; first == 0 {
				first = line
			}
			return nil
		}
		labels[t.Label] = true
		examples = append(examples, classify.Example{Title: t.Title, Text: t.Text, Label: t.Label})
		return nil
	}); err != nil {
		return err
	}
	if unlabelled > 0 {
		fmt.Fprintf(os.Stderr, "训练文件 %s 有 %d 行没有 label，已跳过，最前的是第 %d 行\n", c.Train, unlabelled, first)
	}
	model, err := classify.Train(examples)
	if err != nil {
		return ofFile("训练文件 "+c.Train, err)
	}
	switch {
	case len(labels) == 1:
		fmt.Fprintf(os.Stderr, "训练文件 %s 只有一个类别，分不出来；label 一律为空\n", c.Train)
	case model.Threshold() > 1:
		fmt.Fprintf(os.Stderr, "训练文件 %s 的 %d 条还不足以保证九成正确，label 一律为空，guess 照给\n", c.Train, len(examples))
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
		}{t.ID, nil, guess.Confidence, guess.Guess, guess.Second, append([]string{}, guess.Words...)}
		if guess.Label != "" {
			out.Label = &guess.Label
		}
		return p.line(out)
	}))
}
