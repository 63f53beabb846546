package intake

import (
	"encoding/base64"
	"encoding/json"
	"hash/fnv"
	"maps"
	"slices"
	"strconv"

	"yingda/internal/redact"
)

// addresses are the pages that a list is remembered by, as hashes of 40 bits: of a
// hundred thousand, one new page in ten million is taken for a known one.
type addresses map[uint64]struct{}

const hashBytes = 5

// hashOf is what an address is remembered by.
func hashOf(address string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(redact.URL(address))) //nolint:errcheck // a hash never fails
	return h.Sum64()
}

func (a addresses) add(hash uint64) { a[hash&(1<<(8*hashBytes)-1)] = struct{}{} }

func (a addresses) has(hash uint64) bool {
	_, ok := a[hash&(1<<(8*hashBytes)-1)]
	return ok
}

// MarshalJSON writes the hashes in order, five bytes each, in base64.
func (a addresses) MarshalJSON() ([]byte, error) {
	raw := make([]byte, 0, hashBytes*len(a))
	for _, h := range slices.Sorted(maps.Keys(a)) {
		for i := range hashBytes {
			raw = append(raw, byte(h>>(8*i)))
		}
	}
	return json.Marshal(base64.StdEncoding.EncodeToString(raw))
}

// UnmarshalJSON also reads the list of words that stood here first.
func (a *addresses) UnmarshalJSON(body []byte) error {
	*a = addresses{}
	var old []string
	if json.Unmarshal(body, &old) == nil {
		for _, s := range old {
			if h, err := strconv.ParseUint(s, 36, 64); err == nil {
				a.add(h)
			}
		}
		return nil
	}
	var raw []byte // base64 in a string
	if err := json.Unmarshal(body, &raw); err != nil {
		return err
	}
	for c := range slices.Chunk(raw, hashBytes) {
		h := uint64(0)
		for i, b := range c {
			h |= uint64(b) << (8 * i)
		}
		a.add(h)
	}
	return nil
}
