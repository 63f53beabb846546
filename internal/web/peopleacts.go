package web

import (
	"context"
	"fmt"

	"yingda/internal/matter"
	"yingda/internal/regime"
)

// oneTime carries out what gives a person a one-time password, and shows it.
func (s *server) oneTime(v *visit, said string, give func(ctx context.Context, who matter.Actor, personID string) (string, error)) error {
	id := v.r.PathValue("id")
	p, err := s.Store.PersonBy(v.r.Context(), "id", id)
	if err != nil {
		return err
	}
	password, err := give(v.r.Context(), v.who, id)
	if err != nil {
		return v.refused(err, "/desk/people/"+id)
	}
	return s.page(v, "一次性密码", secretOnce("一次性密码", fmt.Sprintf(said, p.Name), password, "这个密码只显示这一次，系统里没有保存原文。", "/desk/people/"+id, "回到 "+p.Name))
}

// changeRole gives or takes one role of a person in a unit.
func (s *server) changeRole(v *visit, said string, change func(ctx context.Context, who matter.Actor, personID, unitKey string, role regime.Role) error) error {
	id := v.r.PathValue("id")
	path := "/desk/people/" + id
	if err := change(v.r.Context(), v.who, id, v.field("unit"), regime.Role(v.field("role"))); err != nil {
		return v.refused(err, path)
	}
	return v.done(said, path)
}
