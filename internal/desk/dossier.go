package desk

import (
	"context"

	"yingda/internal/matter"
	"yingda/internal/store"
)

// Exported writes in the audit log that a dossier of a matter left the system,
// with the digest of its bytes, so that a file can be traced to who took it.
func (d *Desk) Exported(ctx context.Context, who matter.Actor, number, sha256 string) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		tx.Audit(entry(who, nil, "dossier.made", number, map[string]string{"sha256": sha256}))
		return nil
	})
}
