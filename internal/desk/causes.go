package desk

import "strings"

// Cause says in plain words why a source cannot be read, and what a person can do
// about it. The code is that of the fault of the last reading; "" has no cause.
func Cause(code string) (cause, mend string) {
	if code == "" {
		return "", ""
	}
	if c, ok := causes[code]; ok {
		return c[0], c[1]
	}
	if status, ok := strings.CutPrefix(code, "fetch-"); ok && len(status) == 3 && status[0] == '5' {
		return "对方服务器出错（" + status + "）", "多半会自行恢复，系统会逐次拉长间隔再试；一天后仍如此，请联系网站管理方。"
	}
	return "没有归类的原因（" + code + "）", "点「立即读取」再试一次；仍然如此，把这里的代码告诉系统管理员。"
}

// causes are what the reader meets, by the code of the fault.
var causes = map[string][2]string{
	"fetch-name":            {"域名解析不到", "核对网址里的域名；对方换了域名就改登记的地址。若全部来源都这样，请检查本机的 DNS。"},
	"fetch-certificate":     {"对方的证书无效或过期", "用浏览器打开看一看；证书过期请联系网站管理方，对方改用新域名就改登记的地址。不会跳过证书读取。"},
	"fetch-timeout":         {"等了太久没有回应", "多半是对方慢或网络不通，系统会自动再试；只有这一家这样，把读取间隔放宽。"},
	"fetch-unreachable":     {"连不上对方", "检查本机出网和防火墙；能用浏览器打开而这里不行，请系统管理员放行出网地址。"},
	"fetch-refused":         {"对方拒绝连接", "对方服务没有开，或者端口变了；用浏览器核对网址。"},
	"fetch-broken":          {"连接中途断开", "多半会自行恢复；反复出现请把读取间隔放宽。"},
	"fetch-403":             {"对方不允许访问（403）", "对方可能限制了自动读取：与网站管理方联系获准，或改用对方提供的订阅、推送。不会绕过限制。"},
	"fetch-401":             {"要登录才能看（401）", "只读无需登录的公开网页；请换成公开的地址，或停用这个来源。"},
	"fetch-451":             {"对方依法不提供（451）", "请停用这个来源。"},
	"fetch-404":             {"页面不存在（404）", "栏目多半改了地址：打开网站首页，找到新的订阅地址，改到登记里。"},
	"fetch-410":             {"页面已撤下（410）", "对方明确撤下了这个栏目，请换地址或停用。"},
	"fetch-429":             {"访问过于频繁（429）", "系统已按对方要求的时间等候；常出现就把读取间隔放宽。"},
	"fetch-robots":          {"对方的 robots.txt 不允许读取", "遵守对方的规定，不会绕过：与网站管理方联系，或换成对方允许读取的地址。"},
	"fetch-robots-read":     {"对方的 robots.txt 读不到", "读不到规定就不读页面，系统会自动再试。"},
	"fetch-private":         {"地址在内网，没有获准", "要读本单位内网的网站，请系统管理员在配置的 networks 里放行它的网段。"},
	"fetch-port":            {"端口不允许访问", "只读网站常用端口，请核对网址。"},
	"fetch-address":         {"网址不正确", "改成以 http:// 或 https:// 开头的完整网址。"},
	"fetch-redirects":       {"转来转去没有终点", "对方网站设置有误或要求登录；用浏览器打开，看最后停在哪里，登记那个地址。"},
	"fetch-redirect-target": {"转向的地址不正确", "对方网站设置有误，请联系网站管理方。"},
	"fetch-too-large":       {"内容过大，或没完没了", "核对地址是不是订阅，而不是下载文件或直播；确是订阅，请对方只列最近的条目。"},
	"fetch-bomb":            {"压缩内容展开后过大", "这不像正常的订阅，请核对地址。"},
	"fetch-encoding":        {"压缩方式不认识或已损坏", "多半是对方服务器设置有误，系统会自动再试；持续出现请联系网站管理方。"},
	"feed-is-page":          {"返回的是网页，不是订阅", "可能是对方的错误页、登录页，或栏目改版：用浏览器打开网址，找到新的订阅地址；没有订阅就改登记为网页来源。"},
	"feed-unknown":          {"不再是订阅格式", "用浏览器打开看一看；栏目改版就换地址，没有订阅就改登记为网页来源。"},
	"feed-empty":            {"返回的内容是空的", "对方可能在维护，系统会自动再试；一天后仍是空的，请核对地址。"},
	"charset-unknown":       {"文字编码认不出来", "对方声明的编码与实际不符，请联系网站管理方改正。"},
	"source.store":          {"读到了，但没有存下来", "内容在「死信」里：查看原因后重放。若磁盘已满或数据库不通，先处理这些。"},
}
