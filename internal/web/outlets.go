package web

import (
	"yingda/internal/desk"
	"yingda/internal/fault"
	"yingda/internal/view"
)

func outletForm(e desk.OutletEdit, f *fault.Fault) view.Form {
	return view.Form{ID: "outlet", Action: "/desk/channels/outlets", Button: "登记出口", Main: true, Cancel: "/desk/channels", Fault: general(f, "channel", "name", "address", "asked"), Fields: []view.Field{
		{Name: "channel", Label: "渠道", Type: "select", Value: e.Channel, Required: true, Fault: on(f, "channel"), Options: []view.Option{{Value: "newsroom_mail", Word: "新闻单位邮件"}, {Value: "webhook", Word: "网站后台接口"}}},
		{Name: "name", Label: "名称", Value: e.Name, Required: true, Fault: on(f, "name"), Hint: "如「某某日报社编辑部」「市政府门户网站」"},
		{Name: "address", Label: "邮箱或接口地址", Value: e.Address, Required: true, Fault: on(f, "address"), Hint: "接口在内网的，要先在配置文件 networks 里允许"},
		{Name: "asked", Label: "谁要求接收", Value: e.Asked, Fault: on(f, "asked"), Hint: "邮件必填：谁、何时、以什么方式要求接收。没有要求的不发。"},
	}}
}

func (s *server) newOutlet(v *visit) error {
	return s.page(v, "登记出口", formPage("登记出口", "/desk/channels", "发布渠道", outletForm(desk.OutletEdit{}, nil)))
}

func (s *server) addOutlet(v *visit) error {
	e := desk.OutletEdit{Channel: v.field("channel"), Name: v.field("name"), Address: v.field("address"), Asked: v.field("asked")}
	o, secret, err := s.Desk.AddOutlet(v.r.Context(), v.who, e)
	if err != nil {
		return s.again(v, err, "登记出口", formAgain("登记出口", "/desk/channels", "发布渠道", func(f *fault.Fault) view.Form { return outletForm(e, f) }))
	}
	if secret != "" {
		return s.showSecret(v, o.Name, secret)
	}
	return v.done("已登记 "+o.Name+"。", "/desk/channels")
}

func (s *server) showSecret(v *visit, name, secret string) error {
	return s.page(v, "签名密钥", secretOnce("签名密钥", "请把这个密钥填到"+name+"的后台，用来核对每次调用的签名：", secret, "只显示这一次；系统里密封保存。丢失时在发布渠道里换一个。", "/desk/channels", "回到发布渠道"))
}

func (s *server) useOutlet(v *visit) error {
	if err := s.Desk.UseOutlet(v.r.Context(), v.who, v.r.PathValue("id"), v.field("use") == "yes"); err != nil {
		return v.refused(err, "/desk/channels")
	}
	return v.done("已改。", "/desk/channels")
}

func (s *server) renewSecret(v *visit) error {
	secret, err := s.Desk.RenewSecret(v.r.Context(), v.who, v.r.PathValue("id"))
	if err != nil {
		return v.refused(err, "/desk/channels")
	}
	return s.showSecret(v, "该网站", secret)
}
