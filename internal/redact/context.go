package redact

import "strings"

// class says what a word before a number announces.
type class uint8

const (
	noLabel class = iota
	phoneLabel
	landLabel
	idLabel
	cardLabel
	qqLabel
	wechatLabel
	passLabel
	companyLabel // a code of a company, never of a person
	orderLabel   // a document, case, receipt or order number
	agencyLabel  // a published telephone
	accountLabel // an official account: its name is public
)

// words lists the announcing words, folded. A longer word beats a shorter one
// that ends at the same place.
var words = map[class]string{
	phoneLabel:   "电话 手机 手机号 联系方式 联系 致电 tel phone mobile 号码 打我 来电 回电 回拨 短信 电联 联络 联系我 手机号码 联系号码 call 拨打 联系人 电话号码 机主 号 📱 ☎ 📞 ☎️ tel.",
	landLabel:    "座机 固话 宅电 固定电话 家庭电话 家里电话 住宅电话 家电话 座机号 座机号码 坐机",
	idLabel:      "身份证 身份证号 身份证号码 证件号 证件号码 公民身份号码 身份号码 sfz 身份证件 身份证号是 身份证号为 身分证 身份正 身份证明号码 id号",
	cardLabel:    "银行卡 卡号 银行卡号 储蓄卡 借记卡 信用卡 工行 农行 建行 中行 交行 招行 邮储 社保卡 工资卡 银行账号 银行账户 账号 账户 工商银行 建设银行 农业银行 中国银行 打到 转到 收款账号 尾号",
	qqLabel:      "qq qq号 扣扣 抠抠 叩叩 q号 蔻蔻 企鹅 企鹅号 扣号 口口 🐧 加q qq号码 qq群 q群 qq邮箱 qq号是 扣扣号 q: q： 扣: 扣： 秋秋 球球 qq同 +q 扣q 丘丘 加扣 我扣 q信 扣扣号码 求求 秋秋号 q扣",
	wechatLabel:  "微信 微信号 威信 薇信 徽信 微新 维信 卫信 卫星 vx v信 加我v 加我微 加我薇 加我威 加我vx 我的v 微信帐号 微信账号 wx weixin wechat 微❤ 微x 加微 加v +v vx号 v信号 wx号 微: 微： v: v： 薇: 薇： 薇 威: 绿泡泡 wei信 微信同号 ➕v ➕微 +微 加薇 加威 加卫星 绿色软件 v❤ v新 v号 v:同号 微信id 微信账号 微芯 wechatid wxid 微兴 薇芯 +vx 加vx 加wx v星 威芯 维芯 唯信 微xin 嶶信 溦信 围信 我微 威❤ 薇❤ 维❤ 危信 胃信 微号 薇号 +薇 +威 加围 惟信 魏信",
	passLabel:    "护照 护照号 护照号码 护照编号 passport 通行证 港澳通行证 台胞证 回乡证 通行证号 通行证号码 台胞证号 台胞证号码 回乡证号 居留证 居留证号 永居证 永久居留证 旅行证 旅行证号",
	companyLabel: "统一社会信用代码 社会信用代码 信用代码 税号 纳税人识别号 组织机构代码 注册号 营业执照 营业执照号 工商注册号 机构代码 企业代码 识别号 信用编码",
	orderLabel:   "订单 订单号 单号 运单 运单号 快递 快递单号 流水号 编号 受理号 受理编号 工单 工单号 回执 回执号 案号 文号 合同号 合同编号 发票 发票号 发票号码 发票代码 许可证 许可证号 备案 备案号 批号 条码 条形码 序列号 查询码 取件码 验证码 邮编 登记号 凭证 票号 申请号 学号 工号 户号 表号 电表 水表 证书 证书号 证书编号 信访件 imei isbn 项目代码 宗地 车架号 专利号 机号 准考证 准考证号 订单编号 办件编号 回执编号 流水 交易号 商户号 参考号 业务号 受理单号 档案号 案件编号 查询号 查询编号 考号 报名号 车次 批准文号 审批号 标号 票据号 受理码 件号 业务编号 交易单号 支付单号 交易流水 税票 完税证明 票据 信件编号 网上编号 登记证号 产权证号 不动产权 不动产证 房产证 房产证号 产证 发动机号 资质证书 设备号 机身号 货号 型号 码洋 电子票号 邮政编码 代码 序号 档号 保单号 保单 缴费编号 缴费号 用户编号 客户编号 房源编码 校验码 房源核验码 核验码",
	agencyLabel:  "咨询电话 服务电话 监督电话 举报电话 投诉电话 热线 热线电话 服务热线 咨询热线 办公电话 办公室电话 值班电话 客服电话 客服 业务电话 报名电话 传真 总机 值班室 窗口电话 预约电话 报修电话 抢修电话 公开电话 官方电话 单位电话 办公座机 对外电话 维权电话 举报热线 监督热线 报警电话 接待电话 客服热线",
	accountLabel: "公众号 订阅号 小程序 视频号 服务号 微博 公众平台 官微 公号",
}

var announcing = func() *lexicon {
	lists := map[class][]string{}
	for c, list := range words {
		lists[c] = strings.Fields(list)
	}
	return newLexicon(lists)
}()

func (sc *Scanner) hasAt(p int, w []rune) bool { return hasAt(sc.f, p, w) }

// label is the nearest announcing word before a position.
type label struct {
	class class
	start int
	tight bool // only connecting characters stand between
}

// labelBefore looks back from p at most n runes, never across a barrier or the
// end of a sentence.
func (sc *Scanner) labelBefore(p, n int) label {
	tight := true
	for q := p; q > 0 && q > p-n; q-- {
		r := sc.f[q-1]
		if r == barrier || r == opaque {
			return label{}
		}
		if c, size := announcing.endingLoose(sc.f, q); c != noLabel && !(size == 1 && r == '号' && !(q > 1 && sc.f[q-2] == '+')) {
			if size == 2 && r == '码' { // VX号码: the word before says more
				if c2, size2 := announcing.ending(sc.f, q-2); c2 != noLabel {
					return label{c2, q - 2 - size2, tight}
				}
			}
			return label{c, q - size, tight}
		}
		if r == '。' || r == '!' || r == '?' {
			return label{}
		}
		if !connects(r) {
			tight = false
		}
	}
	return label{}
}

func connects(r rune) bool {
	switch r {
	case ':', ' ', '是', '为', '=', '(', '（', '【', '[', '<', '《', '「', '“', '"', '\'', '-', '号', '码', '址', '名', '叫', '>', '→', '➡', ',', '、', '.', '·', '~', '的', '同', '也', '即', '/', '\n', '\t', '\r', ')', '】', ']', '+', 'i', 'd', 'n', 'o', '#', '№', '我', '加', '搜', '请', '一', '下', '_', '*', '了', '账', '帐', '聊', '👉', '”', '有', '您', '可', '群', 0xFE0F:
		return true
	}
	return invisible(r)
}

func asciiLetter(r rune) bool { return r >= 'a' && r <= 'z' }

func alnum(r rune) bool { return asciiLetter(r) || r >= '0' && r <= '9' }
