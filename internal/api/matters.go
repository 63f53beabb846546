package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/regime"
)

// Matter is what all kinds share.
type Matter struct {
	Number   string `json:"number"`
	Kind     string `json:"kind"`
	Title    string `json:"title"`
	Summary  string `json:"summary,omitempty"`
	State    string `json:"state"`
	Version  int64  `json:"version" doc:"name it in an act; a stale one is 409"`
	Grade    string `json:"grade"`
	Need     string `json:"need"`
	Unit     string `json:"unit"`
	Agency   string `json:"agency"`
	Regime   string `json:"regime"`
	Parent   string `json:"parent,omitempty" doc:"number of the concern that a statement answers"`
	OpenedAt string `json:"opened_at"`
	ClosedAt string `json:"closed_at,omitempty"`
	NextDue  string `json:"next_due,omitempty"`
}

// Action is something that the caller may do now.
type Action struct {
	Action string         `json:"action"`
	Title  string         `json:"title"`
	Inputs []matter.Input `json:"inputs"`
	Lacks  []string       `json:"lacks,omitempty" doc:"what is still missing before it can be done"`
	Signs  bool           `json:"signs,omitempty" doc:"a signature: no token can do it"`
	Clause string         `json:"clause"`
}

type numberPath struct {
	Number string `path:"number" doc:"C-2026-0001, S-2026-0001"`
}

type actInput struct {
	Number string `path:"number"`
	Body   struct {
		Action  string         `json:"action"`
		Version int64          `json:"version"`
		Input   map[string]any `json:"input,omitempty"`
	}
}

type actAnswer struct {
	Body struct {
		Matter
		Created string `json:"created,omitempty" doc:"number of the matter that the act made"`
	}
}

func (s *server) matters(api huma.API) {
	huma.Register(api, huma.Operation{OperationID: "get-matter", Method: http.MethodGet, Path: "/api/v1/matters/{number}", Summary: "Any matter"},
		func(ctx context.Context, in *numberPath) (*struct{ Body Matter }, error) {
			m, _, err := s.Desk.Offers(ctx, who(ctx), in.Number)
			if err != nil {
				return nil, s.refuse(err)
			}
			out, err := s.matter(ctx, m)
			if err != nil {
				return nil, s.refuse(err)
			}
			return &struct{ Body Matter }{out}, nil
		})
	huma.Register(api, huma.Operation{OperationID: "get-actions", Method: http.MethodGet, Path: "/api/v1/matters/{number}/actions", Summary: "What the caller may do now"},
		func(ctx context.Context, in *numberPath) (*struct {
			Body struct {
				Version int64    `json:"version"`
				State   string   `json:"state"`
				Items   []Action `json:"items"`
			}
		}, error,
		) {
			m, offers, err := s.Desk.Offers(ctx, who(ctx), in.Number)
			if err != nil {
				return nil, s.refuse(err)
			}
			out := &struct {
				Body struct {
					Version int64    `json:"version"`
					State   string   `json:"state"`
					Items   []Action `json:"items"`
				}
			}{}
			out.Body.Version, out.Body.State, out.Body.Items = m.Version, string(m.State), []Action{}
			for _, o := range offers {
				inputs := o.Row.Inputs
				if inputs == nil {
					inputs = []matter.Input{}
				}
				out.Body.Items = append(out.Body.Items, Action{string(o.Row.Action), o.Row.Title, inputs, o.Lacks, o.Row.Signs, o.Row.Clause})
			}
			return out, nil
		})
	huma.Register(api, huma.Operation{OperationID: "act", Method: http.MethodPost, Path: "/api/v1/matters/{number}/actions", Summary: "Do something with a matter", DefaultStatus: http.StatusOK},
		func(ctx context.Context, in *actInput) (*actAnswer, error) {
			return s.act(ctx, in.Number, desk.Input{Version: in.Body.Version, Action: matter.Action(in.Body.Action), Input: in.Body.Input})
		})
	huma.Register(api, huma.Operation{OperationID: "begin-statement", Method: http.MethodPost, Path: "/api/v1/concerns/{number}/statements", Summary: "Begin a draft; the statement is a matter of its own", DefaultStatus: http.StatusCreated},
		func(ctx context.Context, in *struct {
			Number string `path:"number"`
			Body   struct {
				Version  int64  `json:"version,omitempty" doc:"of the concern; 0 takes the present one"`
				Template string `json:"template,omitempty"`
				Title    string `json:"title,omitempty"`
				Text     string `json:"text,omitempty"`
				Part     string `json:"part,omitempty" enum:"answer,first,update" doc:"a full answer, a first statement, or a dated update of what is public; without it an update where something is public"`
			}
		},
		) (*struct{ Body Matter }, error) {
			return s.begin(ctx, in.Number, in.Body.Version, map[string]any{"template": in.Body.Template, "title": in.Body.Title, "text": in.Body.Text, "part": in.Body.Part})
		})
}

func (s *server) act(ctx context.Context, number string, in desk.Input) (*actAnswer, error) {
	in.Matter = number
	r, err := s.Desk.Act(ctx, who(ctx), in)
	if err != nil {
		return nil, s.refuse(err)
	}
	out := &actAnswer{}
	if out.Body.Matter, err = s.matter(ctx, r.Matter); err != nil {
		return nil, s.refuse(err)
	}
	out.Body.Created = r.Created
	return out, nil
}

func (s *server) begin(ctx context.Context, number string, version int64, input map[string]any) (*struct{ Body Matter }, error) {
	if version == 0 {
		m, _, err := s.Desk.Offers(ctx, who(ctx), number)
		if err != nil {
			return nil, s.refuse(err)
		}
		version = m.Version
	}
	r, err := s.Desk.Act(ctx, who(ctx), desk.Input{Matter: number, Version: version, Action: "begin_statement", Input: input})
	if err != nil {
		return nil, s.refuse(err)
	}
	m, err := s.Store.Matter(ctx, r.Created)
	if err != nil {
		return nil, s.refuse(err)
	}
	out, err := s.matter(ctx, m)
	if err != nil {
		return nil, s.refuse(err)
	}
	return &struct{ Body Matter }{out}, nil
}

func (s *server) matter(ctx context.Context, m matter.Matter) (Matter, error) {
	tree, err := s.Desk.Tree(ctx)
	if err != nil {
		return Matter{}, err
	}
	out := Matter{
		Number: m.Number, Kind: string(m.Kind), Title: m.Title, Summary: m.Summary, State: string(m.State), Version: m.Version, Grade: string(m.Grade), Need: string(m.Need),
		Unit: tree.Name(m.UnitID), Agency: tree.Name(m.AgencyID), Regime: m.RegimeID, OpenedAt: when(m.OpenedAt), ClosedAt: when(m.ClosedAt), NextDue: when(m.NextDue),
	}
	if m.Kind == regime.Statement && !m.IsArticle() {
		parent, err := s.Store.Matter(ctx, m.ParentID)
		if err != nil {
			return out, err
		}
		out.Parent = parent.Number
	}
	return out, nil
}

// raw returns a stored JSON text as it is.
func raw(text string) json.RawMessage {
	if text == "" {
		return json.RawMessage("{}")
	}
	return json.RawMessage(text)
}

// concernOnly refuses a number that is no concern's.
func concernOnly(m matter.Matter) error {
	if m.Kind != regime.Concern {
		return fault.New(fault.NotFound, "matter.unknown", "没有关切 %s，或者您看不到它", m.Number)
	}
	return nil
}
