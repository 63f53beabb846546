package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/lang"
	"yingda/internal/matter"
	"yingda/internal/store"
	"yingda/internal/view"
)

// file is the investigation file of a concern: facts, snapshots, opinions from
// outside, meetings, measures, people heard.
func (s *server) file(v *visit) error {
	ctx := v.r.Context()
	m, _, err := s.Desk.Offers(ctx, v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	d, err := s.loadConcern(v, m)
	if err != nil {
		return err
	}
	at := "/desk/concerns/" + m.Number
	p := record{
		Title: m.Title + "：核查卷宗", Says: "查发生了什么、凭什么、结论是什么，不查是谁写的。", Back: at, BackWord: m.Number, Rest: "材料由参与办理的人员存入。",
		Pairs: []recordPair{{"编号", m.Number, ""}, {"等级", d.reg.GradeTitle(m.Grade), ""}, {"承办单位", d.tree.Name(m.UnitID), ""}},
	}
	facts := [][]string{{"反映的说法", "查到的事实", "结论", "证据"}}
	for _, f := range d.facts {
		facts = append(facts, []string{f.Claim, f.Finding, matter.VerdictTitles[f.Verdict], f.Evidence})
	}
	p.Parts = append(p.Parts, recordSection{Head: "核实事项", Rows: rowsOrNone(facts), Empty: "还没有核实事项"})
	for _, add := range []func(*visit, dossier, *record) error{s.fileEvidence, s.fileHelpers, s.fileMeetings, s.fileMeasures, s.fileInvitations} {
		if err := add(v, d, &p); err != nil {
			return err
		}
	}
	return s.showRecord(v, d.tree.Name(m.AgencyID), m.Number, m.Updated, p)
}

func rowsOrNone(rows [][]string) [][]string {
	if len(rows) == 1 {
		return nil
	}
	return rows
}

func (s *server) fileEvidence(v *visit, d dossier, p *record) error {
	list, err := s.Store.EvidenceOf(v.r.Context(), d.m.ID)
	if err != nil {
		return err
	}
	at := "/desk/concerns/" + d.m.Number
	rows, links := [][]string{{"材料", "来源", "存入", "SHA-256", "说明"}}, []string{}
	for _, e := range list {
		from := e.URL
		if e.Kind == "file" {
			from = "上传的文件，" + strconv.FormatInt((e.Size+1023)/1024, 10) + " KB"
		}
		rows = append(rows, []string{e.Title, from, d.names[e.PersonID] + "，" + v.when(e.At), e.Hash, e.Note})
		links = append(links, at+"/evidence/"+e.ID)
	}
	p.Parts = append(p.Parts, recordSection{Head: "证据材料", Rows: rowsOrNone(rows), Links: links, Empty: "还没有证据材料：存一份网页的快照，或上传文件"})
	if !d.mayNote(v, s) {
		return nil
	}
	p.Forms = append(p.Forms, titledForm{Title: "存网页快照", Form: formOn("page", at+"/pages", "存快照", view.Field{Name: "url", Label: "网址", Type: "url", Required: true, Hint: "只存隐去个人信息后的文字，不存作者"}, view.Field{Name: "note", Label: "说明"})},
		titledForm{Title: "上传文件", Form: formOn("upload", at+"/files", "上传"), Upload: true})
	return nil
}

// mayNote reports whether a person works on the concern.
func (d dossier) mayNote(v *visit, s *server) bool {
	_, offers, err := s.Desk.Offers(v.r.Context(), v.who, d.m.Number)
	return err == nil && slices.ContainsFunc(offers, func(o matter.Offer) bool { return o.Row.Action == "note" })
}

func (s *server) fileHelpers(v *visit, d dossier, p *record) error {
	list, err := s.Store.HelperLinks(v.r.Context(), d.m.ID)
	if err != nil {
		return err
	}
	at := "/desk/concerns/" + d.m.Number
	rows := [][]string{{"协助人", "问题", "有效到", "查看次数", "状态"}}
	may := d.mayNote(v, s)
	for _, l := range list {
		state := "等回答"
		switch {
		case l.AnsweredAt > 0:
			state = "已回答 " + v.when(l.AnsweredAt)
		case l.RevokedAt > 0:
			state = "已收回"
		case l.ExpiresAt <= v.now.UnixMilli():
			state = "已过期"
		case may:
			p.Forms = append(p.Forms, titledForm{Title: "收回给" + l.Helper + "的链接", Form: formOn("revoke-"+l.ID, at+"/helpers/"+l.ID+"/revoke", "收回")})
		}
		rows = append(rows, []string{l.Helper, l.Question, v.when(l.ExpiresAt), strconv.FormatInt(l.Views, 10), state})
	}
	p.Parts = append(p.Parts, recordSection{Head: "外部协助", Rows: rowsOrNone(rows), Empty: "没有请外部人员协助"})
	if may {
		var facts []view.Option
		for _, f := range d.facts {
			facts = append(facts, view.Option{Value: f.ID, Word: f.Claim})
		}
		f := formOn("helper", at+"/helpers", "生成链接", view.Field{Name: "helper", Label: "协助人和单位", Required: true}, longField("question", "请协助回答的问题", true),
			view.Field{Name: "facts", Label: "分享哪些核实事项", Type: "many", Options: facts, Hint: "协助人只看得到问题和勾选的事项"}, view.Field{Name: "days", Label: "有效天数", Type: "number", Value: "3", Required: true})
		p.Forms = append(p.Forms, titledForm{Title: "请外部人员协助", Form: f})
	}
	return nil
}

func (s *server) fileMeetings(v *visit, d dossier, p *record) error {
	list, err := s.Store.MeetingsOf(v.r.Context(), d.m.ID)
	if err != nil {
		return err
	}
	rows, links := [][]string{{"会议", "时间", "状态"}}, []string{}
	for _, m := range list {
		rows, links = append(rows, []string{desk.MeetingTitle(m.Kind) + "：" + m.Title, v.when(m.At), meetingState(m)}), append(links, "/desk/meetings/"+m.ID)
	}
	p.Parts = append(p.Parts, recordSection{Head: "会议", Rows: rowsOrNone(rows), Links: links, Empty: "没有会议"})
	if desk.MayConvene(v.who) && !d.m.State.Final() {
		p.Pairs = append(p.Pairs, recordPair{"会议", "召集一次会议", "/desk/meetings/new?about=" + d.m.Number})
	}
	return nil
}

func (s *server) fileMeasures(v *visit, d dossier, p *record) error {
	list, err := s.Store.Measures(v.r.Context(), d.m.ID)
	if err != nil {
		return err
	}
	rows := [][]string{{"整改或问责", "单位", "期限", "结果和证明", "状态"}}
	for _, m := range list {
		state := "办理中"
		switch {
		case m.CheckedAt > 0:
			state = "已核验"
		case m.ProvedAt > 0:
			state = "待核验"
		case m.DueAt < v.now.UnixMilli():
			state = "已超期"
		}
		rows = append(rows, []string{m.Title, d.tree.Name(m.UnitID), dueWord(v, m.DueAt), m.Proof, state})
	}
	p.Parts = append(p.Parts, recordSection{Head: "整改和问责", Rows: rowsOrNone(rows), Empty: "没有整改事项"})
	return nil
}

func (s *server) fileInvitations(v *visit, d dossier, p *record) error {
	list, err := s.Store.InvitationsOf(v.r.Context(), d.m.ID)
	if err != nil {
		return err
	}
	rows := [][]string{{"公开邀请", "地点和时间", "来谈人数", "状态"}}
	for _, i := range list {
		state := "待公开"
		switch {
		case i.ClosedAt > 0:
			state = v.when(i.ClosedAt) + " 结束：" + i.Reason
		case i.OpenedAt > 0:
			state = "已公开"
		}
		rows = append(rows, []string{i.Number + " " + i.Subject, i.Place + "，" + i.Hours, strconv.FormatInt(i.Heard, 10), state})
	}
	p.Parts = append(p.Parts, recordSection{Head: "公开邀请和来谈", Rows: rowsOrNone(rows), Empty: "没有公开邀请"})
	return nil
}

func (s *server) addPage(v *visit) error {
	number := v.r.PathValue("number")
	err := s.Desk.AddPage(v.r.Context(), v.who, number, v.field("url"), v.field("note"), s.Page)
	return s.posted(v, err, "已存入快照。", "/desk/concerns/"+number+"/file")
}

// uploadLimit is the most that one upload may hold, in bytes.
const uploadLimit = 21 << 20

func (s *server) addFile(v *visit) error {
	number := v.r.PathValue("number")
	back := "/desk/concerns/" + number + "/file"
	parts, err := v.r.MultipartReader()
	if err != nil {
		return fault.New(fault.Invalid, "form.broken", "请选择要上传的文件").Because(err)
	}
	note := ""
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return v.refused(fault.New(fault.Invalid, "form.broken", "请选择要上传的文件"), back)
		}
		if err != nil {
			return tooLong(err)
		}
		if part.FormName() == "note" {
			text, err := io.ReadAll(io.LimitReader(part, 4000))
			if err != nil {
				return tooLong(err)
			}
			note = string(text)
		}
		if part.FormName() == "file" {
			return s.posted(v, s.Desk.AddFile(v.r.Context(), v.who, number, part.FileName(), note, part), "已存入文件。", back)
		}
	}
}

// evidence sends a snapshot as an attachment: it is never shown as a page of ours.
func (s *server) evidence(v *visit) error {
	ctx := v.r.Context()
	m, _, err := s.Desk.Offers(ctx, v.who, v.r.PathValue("number"))
	if err != nil {
		return err
	}
	list, err := s.Store.EvidenceOf(ctx, m.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(e store.Evidence) bool { return e.ID == v.r.PathValue("id") })
	if i < 0 {
		return fault.New(fault.NotFound, "evidence.unknown", "没有这份材料")
	}
	file, err := s.Desk.Files.Open(list[i].Hash)
	if err != nil {
		return err
	}
	defer file.Close()
	h := v.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(list[i].Name))
	h.Set("Content-Length", strconv.FormatInt(list[i].Size, 10))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, err = io.Copy(v.w, file)
	return err
}

func (s *server) makeHelper(v *visit) error {
	number := v.r.PathValue("number")
	back := "/desk/concerns/" + number + "/file"
	days, _ := strconv.Atoi(v.field("days")) // 0 is refused
	secret, err := s.Desk.MakeHelperLink(v.r.Context(), v.who, number, desk.Helping{Helper: v.field("helper"), Question: v.field("question"), Facts: v.r.PostForm["facts"], Days: days})
	if err != nil {
		return v.refused(err, back)
	}
	return s.page(v, "外部协助链接", secretOnce("外部协助链接", "给"+v.field("helper")+"：", s.Base+"/helper/"+secret, "链接只在这里显示一次，到期、收回或对方回答之后失效。每次打开都记入审计账本。", back, "回到卷宗"))
}

func (s *server) revokeHelper(v *visit) error {
	number := v.r.PathValue("number")
	return s.posted(v, s.Desk.RevokeHelperLink(v.r.Context(), v.who, number, v.r.PathValue("id")), "链接已收回。", "/desk/concerns/"+number+"/file")
}

// helping is the page of an outside helper.
type helping struct {
	desk.Shared
	Until, Action, Fault, Typed string
	Done, Says                  string
}

// Helper serves outside helpers under /helper/: no sign-in, no cookie, nothing
// but what was shared, and few tries a minute. Clause: HAN-5.
func Helper(d *desk.Desk, now func() time.Time) http.Handler {
	tries := &pace{now: now, left: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /helper/{secret}", func(w http.ResponseWriter, r *http.Request) {
		if !tries.take(r) {
			helperAnswer(w, r, http.StatusTooManyRequests, helping{Done: "请稍后再试", Says: "打开得太频繁了。"})
			return
		}
		shared, err := d.HelperView(r.Context(), r.PathValue("secret"))
		if err != nil {
			helperRefused(w, r, err)
			return
		}
		helperAnswer(w, r, http.StatusOK, helperForm(r, shared))
	})
	mux.HandleFunc("POST /helper/{secret}", func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 256<<10)
		if !tries.take(r) {
			helperAnswer(w, r, http.StatusTooManyRequests, helping{Done: "请稍后再试", Says: "提交得太频繁了。"})
			return
		}
		if err := d.HelperAnswer(r.Context(), r.PathValue("secret"), r.PostFormValue("text")); err != nil {
			helperRefused(w, r, err)
			return
		}
		helperAnswer(w, r, http.StatusOK, helping{Done: "已收到您的回答", Says: "谢谢。这个链接不再有效。"})
	})
	return http.NewCrossOriginProtection().Handler(mux)
}

func helperForm(r *http.Request, x desk.Shared) helping {
	return helping{Shared: x, Until: (&visit{lang: lang.Chinese}).when(x.Until), Action: r.URL.Path}
}

func helperRefused(w http.ResponseWriter, r *http.Request, err error) {
	f := fault.Of(err)
	if f == nil || f.Kind == fault.Internal {
		helperAnswer(w, r, http.StatusInternalServerError, helping{Done: "出错了", Says: "没有完成，请稍后再试。"})
		return
	}
	helperAnswer(w, r, fault.Status(err), helping{Done: "没有完成", Says: f.Text})
}

func helperAnswer(w http.ResponseWriter, r *http.Request, status int, p helping) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	var page templ.Component = helperPage(p)
	page.Render(r.Context(), w) // a reader who has gone needs no answer
}

// pace lets one address do a few things a minute; it forgets addresses with the
// minute and stores none.
type pace struct {
	mu     sync.Mutex
	now    func() time.Time
	minute int64
	left   map[string]int
}

const helperTries = 20

func (p *pace) take(r *http.Request) bool {
	host := r.RemoteAddr[:max(0, strings.LastIndex(r.RemoteAddr, ":"))]
	p.mu.Lock()
	defer p.mu.Unlock()
	if minute := p.now().Unix() / 60; minute != p.minute {
		p.minute = minute
		clear(p.left)
	}
	p.left[host]++
	return p.left[host] <= helperTries
}
