package store

import (
	"fmt"
	"strings"
)

// What a line of the list of destroyed cases is about: a message, by its id alone,
// a tip, or a matter that was moved into a tip.
const (
	ErasedTip   = "tip:"
	ErasedMoved = "moved:"
)

// eraseAgain destroys in a restored backup what was destroyed since it was made:
// what the list says, and what has passed its term. It returns the hashes of
// evidence that no matter holds any more. Clause: MSG-4.
func (t *Tx) eraseAgain(erased func() ([]string, error)) (files []string, err error) {
	list, err := t.MessagesToShred(t.Ms(), 1<<30)
	if err != nil {
		return nil, err
	}
	tips, err := t.TipsToShred(t.Ms(), 1<<30)
	if err != nil {
		return nil, err
	}
	for _, id := range tips {
		list = append(list, ErasedTip+id)
	}
	if erased != nil {
		more, err := erased()
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return files, t.Wipe(func() error {
		for _, line := range list {
			dropped, err := t.eraseOne(line)
			if err != nil {
				return fmt.Errorf("destroy again %s: %w", line, err)
			}
			files = append(files, dropped...)
		}
		return nil
	})
}

func (t *Tx) eraseOne(line string) (files []string, err error) {
	if id, ok := strings.CutPrefix(line, ErasedTip); ok {
		return nil, t.ShredTip(id)
	}
	if id, ok := strings.CutPrefix(line, ErasedMoved); ok {
		return t.EraseMoved(id)
	}
	return nil, t.ShredMessage(line, false)
}

// EraseMoved takes the words out of a matter that is a tip, whatever its state: its
// number stays. It returns what ShredTraces does.
func (t *Tx) EraseMoved(id string) (files []string, err error) {
	number, err := t.oneWord(`SELECT number FROM matter WHERE id = $1`, id)
	if err != nil || number == "" { // it came after the backup
		return nil, err
	}
	if err := t.ShredMessage(id, true); err != nil {
		return nil, err
	}
	if files, err = t.ShredTraces(id, number); err != nil {
		return nil, err
	}
	if _, err := t.Exec(`UPDATE matter SET title = '（已移入密封线索）', summary = '' WHERE id = $1`, id); err != nil {
		return nil, err
	}
	_, err = t.Exec(`DELETE FROM searched WHERE ref = $1 AND kind IN ($2, $3)`, number, KindMessage, KindConcern)
	return files, err
}
