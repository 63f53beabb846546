package web

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"yingda/internal/fault"
	"yingda/internal/matter"
	"yingda/internal/store"
	"yingda/internal/view"
)

// mendTelling carries out what ends a trouble of the log.
func (s *server) mendTelling(v *visit, said string, mend func(ctx context.Context, who matter.Actor, id string) error) error {
	if err := mend(v.r.Context(), v.who, v.r.PathValue("id")); err != nil {
		return v.refused(err, "/desk/tellings")
	}
	s.forget(v)
	return v.done(said, "/desk/tellings")
}

// wish is the page on which a person says how to be told.
func (s *server) wish(v *visit) error {
	w, err := s.Store.Wish(v.r.Context(), v.who.ID)
	if err != nil {
		return err
	}
	s.showWish(v, http.StatusOK, w, clockTime(w.QuietFrom, w), clockTime(w.QuietTo, w), nil)
	return nil
}

func (s *server) showWish(v *visit, status int, w store.Wish, from, to string, f *fault.Fault) {
	l := v.lang
	hours := []view.Option{{Value: "-1", Word: l.T("不要")}}
	for h := range 24 {
		hours = append(hours, view.Option{Value: strconv.Itoa(h), Word: fmt.Sprintf("%02d:00", h)})
	}
	form := view.Form{ID: "wish", Action: "/desk/settings/telling", Button: l.T("保存"), Main: true, Cancel: "/desk/settings", Fault: general(f, "mail", "events", "quiet_from", "quiet_to", "digest"), Fields: []view.Field{
		{Name: "mail", Label: l.T("邮箱"), Value: w.Mail, Fault: on(f, "mail"), Complete: "email", Hint: l.T("单位邮箱。不填就只在页面的铃铛里提醒。")},
		{Name: "events", Label: l.T("发邮件的事"), Type: "many", Values: w.Events, Options: eventOptions(l.T), Fault: on(f, "events")},
		{Name: "sparse", Label: l.T("邮件只写编号和链接，不写标题"), Type: "check", Value: flag(w.Sparse)},
		{Name: "quiet_from", Label: l.T("免打扰从"), Value: from, Fault: on(f, "quiet_from"), Hint: l.T("写成 22:00。免打扰时到的通知，过后合成一条；重大和特别重大的除外。")},
		{Name: "quiet_to", Label: l.T("免打扰到"), Value: to, Fault: on(f, "quiet_to"), Hint: l.T("写成 07:00，可以跨过午夜。")},
		{Name: "digest", Label: l.T("每日摘要"), Type: "select", Required: true, Value: strconv.FormatInt(w.Digest, 10), Options: hours, Fault: on(f, "digest"), Hint: l.T("到期的、新的、等您签批的和任务，与工作台一样；没有要办的就不发。")},
	}}
	s.show(v, status, view.Chrome{Title: l.T("通知方式")}, view.Wish(l, form))
}

// clockTime writes a minute of the day; "" where there are no quiet hours.
func clockTime(minute int64, w store.Wish) string {
	if w.QuietFrom == w.QuietTo {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", minute/60, minute%60)
}

func (s *server) saveWish(v *visit) error {
	from, to := v.field("quiet_from"), v.field("quiet_to")
	w := store.Wish{Mail: v.field("mail"), Events: v.r.PostForm["events"], Sparse: v.field("sparse") == "1", QuietFrom: minuteOf(from), QuietTo: minuteOf(to), Digest: -1}
	if h, err := strconv.ParseInt(v.field("digest"), 10, 64); err == nil {
		w.Digest = h
	}
	err := s.Desk.SetWish(v.r.Context(), v.who, w)
	if f := fault.Of(err); f != nil && f.Kind == fault.Invalid {
		s.showWish(v, fault.Status(err), w, from, to, f)
		return nil
	}
	if err != nil {
		return err
	}
	leave(v, v.lang.T("通知方式已保存。"), false)
	return v.to("/desk/settings/telling")
}

// minuteOf reads 22:00, with the colon of either keyboard; "" is midnight, and
// what cannot be read is no minute of any day.
func minuteOf(s string) int64 {
	s = strings.ReplaceAll(s, "：", ":")
	if s == "" {
		return 0
	}
	var h, m int64
	if n, err := fmt.Sscanf(s, "%d:%d", &h, &m); n != 2 || err != nil || h < 0 || h > 23 || m < 0 || m > 59 {
		return -1
	}
	return h*60 + m
}
