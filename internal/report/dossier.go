package report

import (
	"context"
	"fmt"
	"time"

	"yingda/internal/deadline"
	"yingda/internal/desk"
	"yingda/internal/matter"
	"yingda/internal/regime"
	"yingda/internal/store"
)

// Dossier (卷宗) is everything on record about one concern, for a person or a
// program that has nothing else: posts, times, clocks with their arithmetic,
// facts, documents, every version of every statement with its signatures and
// releases, the timeline, the result. Instants are RFC 3339 in China's time. No
// author of a post is in it, because none is anywhere. Clause: HAN-5, HAN-9.
type Dossier struct {
	Format     string             `json:"format"` // yingda-dossier-1
	MadeAt     string             `json:"made_at"`
	Agency     string             `json:"agency"`
	Number     string             `json:"number"`
	Title      string             `json:"title"`
	Summary    string             `json:"summary"`
	State      string             `json:"state"`
	Grade      string             `json:"grade"`
	Need       string             `json:"need"`
	Unit       string             `json:"unit"`
	DetectedAt string             `json:"detected_at"`
	ClosedAt   string             `json:"closed_at,omitempty"`
	Outcome    string             `json:"outcome,omitempty"`
	Reason     string             `json:"reason,omitempty"`
	Regime     DossierRegime      `json:"regime"`
	Units      []DossierPart      `json:"units"`
	Posts      []DossierPost      `json:"posts"`
	MorePosts  int64              `json:"more_posts,omitempty"` // posts of the concern that are not listed
	Clocks     []DossierClock     `json:"clocks"`
	Facts      []DossierFact      `json:"facts"`
	Gradings   []DossierGrading   `json:"gradings"` // newest first
	Evidence   []DossierEvidence  `json:"evidence"`
	Documents  []DossierDocument  `json:"documents"`
	Statements []DossierStatement `json:"statements"`
	Results    []DossierResult    `json:"results"` // newest first; the last of a kind stands
	Measures   []DossierMeasure   `json:"measures"`
	Timeline   []DossierEvent     `json:"timeline"`
	Audit      []DossierEntry     `json:"audit"` // its entries in the audit chain, newest first
}

// DossierRegime names the regime that the concern began under.
type DossierRegime struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Version int    `json:"version"`
	Hash    string `json:"hash"`
}

// DossierPart is a unit that takes part.
type DossierPart struct {
	Unit string `json:"unit"`
	Part string `json:"part"` // lead, assisting, confirming, sender
}

// DossierPost is one post of the concern.
type DossierPost struct {
	Source      string `json:"source"`
	URL         string `json:"url"`
	Title       string `json:"title"`
	Text        string `json:"text"`
	PublishedAt string `json:"published_at"`
	Why         string `json:"why"` // why it belongs to the concern
}

// DossierClock is one clock with its arithmetic.
type DossierClock struct {
	Title      string   `json:"title"`
	Article    string   `json:"article"`
	OwnReading bool     `json:"own_reading,omitempty"`
	From       string   `json:"from"`
	Within     string   `json:"within"`
	Due        string   `json:"due,omitempty"`
	State      string   `json:"state"` // running, paused, met, late, ended
	MetAt      string   `json:"met_at,omitempty"`
	OwedBy     string   `json:"owed_by"`
	OwedTo     string   `json:"owed_to"`
	Steps      []string `json:"steps"`
}

// DossierFact is one fact established.
type DossierFact struct {
	Claim    string `json:"claim"`
	Finding  string `json:"finding"`
	Verdict  string `json:"verdict"`
	Evidence string `json:"evidence"`
	By       string `json:"by"`
	At       string `json:"at"`
}

// DossierDocument is one document of the concern.
type DossierDocument struct {
	Kind       string `json:"kind"`
	Title      string `json:"title"`
	Body       string `json:"body"`
	Internal   string `json:"internal,omitempty"`
	By         string `json:"by"`
	At         string `json:"at"`
	To         string `json:"to,omitempty"`
	ReceivedAt string `json:"received_at,omitempty"`
	ReceivedBy string `json:"received_by,omitempty"`

	WithdrawnAt string `json:"withdrawn_at,omitempty"` // handed back, or given to another unit, before it was received
}

// DossierStatement is one statement with every version of its text.
type DossierStatement struct {
	Number     string             `json:"number"`
	Title      string             `json:"title"`
	State      string             `json:"state"`
	Versions   []DossierText      `json:"versions"` // newest first
	Signatures []DossierSignature `json:"signatures"`
	Releases   []DossierRelease   `json:"releases"`

	Confirmations []DossierConfirmation `json:"confirmations,omitempty"`
}

// DossierText is one version of a statement.
type DossierText struct {
	Version int64  `json:"version"`
	Title   string `json:"title"`
	Text    string `json:"text"`
	Hash    string `json:"hash"`
	By      string `json:"by"`
	At      string `json:"at"`
}

// DossierPaper is the paper by which a level above approved a text.
type DossierPaper struct {
	Issuer string `json:"issuer"`
	Number string `json:"number"`
	Date   string `json:"date"`             // the day that it bears
	File   string `json:"file,omitempty"`   // name of the copy kept with the concern
	SHA256 string `json:"sha256,omitempty"` // of the copy
}

// DossierSignature is one signature; a void one stays on record.
type DossierSignature struct {
	Gate    string `json:"gate"`
	Version int64  `json:"version"`
	Hash    string `json:"hash"`
	By      string `json:"by"`
	Role    string `json:"role"`
	Note    string `json:"note,omitempty"`
	At      string `json:"at"`
	VoidAt  string `json:"void_at,omitempty"`

	Paper *DossierPaper `json:"paper,omitempty"` // the decision of a level above that is not in this installation
}

// DossierRelease is one line of the outbox.
type DossierRelease struct {
	Channel string `json:"channel"`
	Verb    string `json:"verb"`
	Version int64  `json:"version"`
	State   string `json:"state"`
	Address string `json:"address,omitempty"`
	Reason  string `json:"reason,omitempty"`
	At      string `json:"at,omitempty"`
}

// DossierEvent is one line of the timeline, oldest first.
type DossierEvent struct {
	At   string `json:"at"`
	Who  string `json:"who"`
	Role string `json:"role"`
	What string `json:"what"`
	Text string `json:"text,omitempty"`
}

// DossierEntry is one entry of the audit chain.
type DossierEntry struct {
	Seq    int64  `json:"seq"`
	At     string `json:"at"`
	Action string `json:"action"`
	Hash   string `json:"hash"`
}

// dossierPosts is how many posts a dossier lists: the newest ones.
const dossierPosts = 2000

// gatherer reads one concern for its dossier.
type gatherer struct {
	ctx   context.Context
	store *store.Reader
	tree  *desk.Tree
	reg   *regime.Regime
	m     matter.Matter
	names map[string]string
	d     Dossier
}

// NewDossier reads the dossier of a concern as it stands. Whether somebody may
// read it is asked of the desk before.
func NewDossier(ctx context.Context, r *store.Reader, d *desk.Desk, m matter.Matter, now time.Time) (Dossier, error) {
	g := gatherer{ctx: ctx, store: r, m: m, names: map[string]string{"system": matter.SystemActor.Name}}
	var err error
	if g.tree, err = d.Tree(ctx); err != nil {
		return Dossier{}, err
	}
	if g.reg, err = d.Regime(ctx, m.RegimeID); err != nil {
		return Dossier{}, err
	}
	persons, err := r.Persons(ctx)
	if err != nil {
		return Dossier{}, err
	}
	for _, p := range persons {
		g.names[p.ID] = p.Name
	}
	g.d = Dossier{
		Format: dossierFormat, MadeAt: stamp(now.UnixMilli()), Agency: g.tree.Name(m.AgencyID), Number: m.Number, Title: m.Title, Summary: m.Summary, State: matter.Titles[m.State], Unit: g.tree.Name(m.UnitID),
		ClosedAt: stamp(m.ClosedAt), Regime: DossierRegime{g.reg.Name, g.reg.Title, g.reg.Version, g.reg.Hash},
	}
	if m.Grade != "" {
		g.d.Grade = g.reg.GradeTitle(m.Grade)
	}
	if m.Need != "" {
		g.d.Need = g.reg.NeedTitle(m.Need)
	}
	for _, part := range []func() error{g.concern, g.units, g.posts, g.clocks, g.facts, g.gradings, g.evidence, g.documents, g.statements, g.results, g.measures, g.timeline, g.audit} {
		if err := part(); err != nil {
			return Dossier{}, fmt.Errorf("dossier of %s: %w", m.Number, err)
		}
	}
	return g.d, nil
}

// stamp writes an instant of the store, "" for none.
func stamp(ms int64) string {
	if ms == 0 || ms == store.Never {
		return ""
	}
	return time.UnixMilli(ms).In(deadline.Zone).Format(time.RFC3339)
}
