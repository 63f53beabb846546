package desk

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"sync"
	"time"

	"yingda/internal/channel"
	"yingda/internal/matter"
	"yingda/internal/seal"
	"yingda/internal/store"
)

// Inbox is what the desk needs for messages from the public from outside the
// database. Seal and Open are the keys of the installation; without them a key is
// used that dies with the process. Erased writes down, outside the database, whose
// key is destroyed, so that no restored backup brings it back.
type Inbox struct {
	Seal   func(secret, purpose string) (string, error)
	Open   func(sealed, purpose string) (string, error)
	Erased func(ids ...string) error

	mu       sync.Mutex
	repliers map[string]Replier
	once     sync.Once
	own      seal.CaseKey
	err      error
}

// ReplyOut is an answer on its way out. Key is the same for every try; Subject is
// that of the message.
type ReplyOut struct {
	Key     string
	Way     string
	Account string
	Contact string
	Number  string
	Code    string // "" : it is not known any more
	Subject string
	Text    string
	Agency  string
	Page    string // public address where the answer can be read with number and code, "" without one
}

// Replier takes an answer to who wrote by one way, at most once. An error says by
// channel.Failed whether it certainly did not arrive.
type Replier interface {
	Reply(ctx context.Context, out ReplyOut) (channel.Receipt, error)
}

// SetReplier registers the way out for one way in.
func (i *Inbox) SetReplier(way string, r Replier) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.repliers == nil {
		i.repliers = map[string]Replier{}
	}
	i.repliers[way] = r
}

// SetRepliers registers the ways out by way in.
func (d *Desk) SetRepliers(list map[string]Replier) {
	for way, r := range list {
		d.Inbox.SetReplier(way, r)
	}
}

// Replier returns the way out for one way in, nil for none.
func (i *Inbox) Replier(way string) Replier {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.repliers[way]
}

func (i *Inbox) mortal() (seal.CaseKey, error) {
	i.once.Do(func() { i.own, i.err = seal.NewCaseKey() })
	return i.own, i.err
}

func (i *Inbox) seal(secret, purpose string) (string, error) {
	if i.Seal != nil {
		return i.Seal(secret, purpose)
	}
	key, err := i.mortal()
	if err != nil {
		return "", err
	}
	return key.SealText(secret, purpose)
}

func (i *Inbox) open(sealed, purpose string) (string, error) {
	if i.Open != nil {
		return i.Open(sealed, purpose)
	}
	key, err := i.mortal()
	if err != nil {
		return "", err
	}
	return key.OpenText(sealed, purpose)
}

// caseKey opens the key of a case; fault.Conflict message.shredded when it was
// destroyed.
func (d *Desk) caseKey(tx *store.Tx, id string) (seal.CaseKey, error) {
	sealed, err := tx.CaseKey(id)
	if err != nil {
		return seal.CaseKey{}, err
	}
	text, err := d.Inbox.open(sealed, "message:"+id)
	if err != nil {
		return seal.CaseKey{}, err
	}
	return seal.ParseCaseKey(text)
}

// threadPeriod is how long one key names conversations. Clause: MSG-4.
const threadPeriod = 90 * 24 * time.Hour

// sums returns keyed hashes of what a way calls a conversation or a message, under
// the key of the present 90 days and that of the last: older keys are destroyed,
// so that nobody can say any more whose it was.
func (d *Desk) sums(tx *store.Tx, parts ...string) ([]string, error) {
	return d.sumsUnder(tx, true, parts...)
}

// sumsUnder is sums; where there is no key of the present days yet, one is made only
// where fresh allows it.
func (d *Desk) sumsUnder(tx *store.Tx, fresh bool, parts ...string) ([]string, error) {
	period := tx.Ms() / threadPeriod.Milliseconds()
	periods := []int64{period, period - 1}
	if err := tx.Rehearse(func() {
		for _, p := range periods {
			tx.ThreadKey(p) //nolint:errcheck // asked again below
		}
	}); err != nil {
		return nil, err
	}
	var out []string
	for _, p := range periods {
		sealed, err := tx.ThreadKey(p)
		if err != nil {
			return nil, err
		}
		if sealed == "" && p == period && fresh {
			if sealed, err = d.newThreadKey(tx, p); err != nil {
				return nil, err
			}
		}
		if sealed == "" {
			continue
		}
		key, err := d.Inbox.open(sealed, "threads")
		if err != nil {
			return nil, err
		}
		mac := hmac.New(sha256.New, []byte(key))
		mac.Write([]byte(strings.Join(parts, "\x00")))
		out = append(out, hex.EncodeToString(mac.Sum(nil)))
	}
	return out, nil
}

func (d *Desk) newThreadKey(tx *store.Tx, period int64) (string, error) {
	var raw [32]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return "", err
	}
	sealed, err := d.Inbox.seal(base64.RawStdEncoding.EncodeToString(raw[:]), "threads")
	if err != nil {
		return "", err
	}
	if err := tx.SetThreadKey(period, sealed); err != nil {
		return "", err
	}
	return tx.ThreadKey(period) // another process may have been first
}

// count counts a message for the public figures, by the month of its receipt.
func (d *Desk) count(tx *store.Tx, m matter.Matter, what, word string) error {
	return tx.CountMessage(from(m.OpenedAt).In(china).Format("2006-01"), m.AgencyID, what, word)
}

var china = time.FixedZone("CST", 8*3600)
