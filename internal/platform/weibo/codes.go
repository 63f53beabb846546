package weibo

import (
	"yingda/internal/channel"
	"yingda/internal/fault"
)

// Codes that are acted upon, beside being told.
const (
	repeated = "20019" // the same text again
	similar  = "20017"
	gone     = "20101" // no such post
)

// then is what follows from a code.
type then int

const (
	mend    then = iota // a person has to mend something
	again               // it passes by itself
	unknown             // nobody knows whether it was done
)

// causes are the error codes that Weibo documents and that our calls can meet,
// in words that say what to do.
var causes = map[string]struct {
	says string
	then then
}{
	"10001":  {"微博系统错误", unknown},
	"10002":  {"微博服务暂停", again},
	"10003":  {"微博内部服务错误", unknown},
	"10004":  {"本机的出口 IP 不被允许：在微博开放平台的应用设置里加上", mend},
	"10005":  {"应用没有这个接口的权限：在微博开放平台申请", mend},
	"10008":  {"参数不符合微博的要求", mend},
	"10009":  {"微博任务过多，系统繁忙", again},
	"10010":  {"微博处理超时", unknown},
	"10011":  {"微博内部调用出错", unknown},
	"10012":  {"微博认为请求不合法", mend},
	"10013":  {"这个微博用户不合法：核对账号的 UID", mend},
	"10014":  {"应用的接口权限受限：在微博开放平台申请", mend},
	"10022":  {"本机的调用次数超过微博的限制，要等一小时", again},
	"10023":  {"账号的调用次数超过微博的限制，要等一小时", again},
	"10024":  {"账号对这个接口的调用次数超过微博的限制，要等一小时", again},
	"20008":  {"内容为空", mend},
	"20012":  {"文字太长，超过微博允许的长度", mend},
	"20016":  {"发布太频繁，要等一会儿", again},
	"20018":  {"微博认为链接不合法", mend},
	"20020":  {"微博认为内容含有广告，没有发布", mend},
	"20021":  {"微博没有通过内容检查：登录微博查看原因", mend},
	"20031":  {"微博要求输入验证码：登录微博发布，再登记地址", mend},
	"20032":  {"微博已收下，正在审核，暂时看不到", unknown},
	"20102":  {"这条微博不是本账号发的，不能撤下", mend},
	"20111":  {"不能发布相同的微博", mend},
	repeated: {"微博说这条内容刚刚发过，但在本账号上没有看到", unknown},
	similar:  {"微博说刚刚发过相似的内容，但在本账号上没有看到", unknown},
	gone:     {"微博上没有这一条", mend},
	"21301":  {"授权无效：请保管人重新授权，更换访问令牌", mend},
	"21314":  {"访问令牌已经用过：请保管人重新授权", mend},
	"21315":  {"访问令牌已过期：请保管人重新授权，更换访问令牌", mend},
	"21316":  {"授权被撤销：请保管人重新授权", mend},
	"21317":  {"访问令牌被拒绝：请保管人重新授权", mend},
	"21321":  {"应用还没有通过审核，只能由测试账号使用", mend},
	"21327":  {"访问令牌已过期：请保管人重新授权，更换访问令牌", mend},
	"21332":  {"访问令牌无效：请保管人重新授权，更换访问令牌", mend},
}

// explain turns an error code into what happened and what to do.
func explain(r refusal) error {
	code := r.Code.String()
	c, ok := causes[code]
	if !ok {
		c.says = "微博拒绝了（错误码 " + code + "）"
	}
	f := fault.New(fault.Conflict, "platform."+code, "%s", c.says)
	switch c.then {
	case again:
		return channel.NotSent(f)
	case unknown:
		return f
	}
	return channel.Refused(f)
}
