package match

import (
	"slices"
	"strings"
	"sync"
)

// before and after are usual words by the rune where an accidental hit may
// begin or end: 国税 lies across 中国 and 税务. They were collected for this
// purpose from the language of offices and letters to them.
const (
	before = "中国 我国 全国 外国 各国 本国 祖国 出国 回国 美国 英国 法国 德国 韩国 泰国 爱国 " +
		"各地 当地 本地 外地 工地 土地 场地 基地 农地 耕地 异地 属地 内地 实地 征地 绿地 产地 园地 住地 驻地 户籍地 所在地 空地 宅基地 目的地 " +
		"人民 居民 村民 农民 市民 公民 网民 全民 渔民 移民 选民 股民 便民 为民 " +
		"通信 书信 短信 微信 电信 相信 征信 诚信 自信 来信 写信 彩信 私信 去信 回信 " +
		"成交 提交 上交 社交 公交 外交 移交 转交 递交 补交 缴交 " +
		"办公 主办 承办 代办 经办 催办 督办 协办 补办 " +
		"免税 退税 纳税 征税 完税 报税 缴税 减税 国税 地税 个税 避税 逃税 偷税 漏税 " +
		"员工 职工 施工 开工 停工 完工 民工 农民工 用工 招工 返工 务工 打工 " +
		"同学 大学 中学 小学 入学 上学 开学 升学 转学 留学 数学 科学 就学 " +
		"本人 个人 别人 他人 工人 老人 病人 家人 证人 法人 商人 行人 军人 残疾人 申请人 负责人 " +
		"老城 新城 古城 县城 进城 全城 本城 省城 " +
		"货物 食物 动物 植物 药物 建筑物 宠物 事物 " +
		"污水 停水 供水 排水 用水 积水 自来水 饮水 热水 " +
		"用电 停电 供电 充电 家电 发电 来电 致电 " +
		"大会 社会 协会 开会 工会 机会 晚会 年会 例会 学会 居委会 委员会 " +
		"公社 旅行社 合作社 报社 出版社 联社 " +
		"高中 初中 其中 集中 途中 手中 家中 " +
		"住房 购房 租房 公租房 廉租房 危房 楼房 厂房 商品房 " +
		"学生 医生 先生 卫生 考生 新生 发生 产生 实习生 " +
		"停车 汽车 公交车 开车 电动车 货车 校车 网约车 " +
		"身体 集体 全体 具体 团体 主体 整体 " +
		"成分 部分 充分 十分 学分 " +
		"财产 不动产 房产 生产 资产 破产 投产 水产 " +
		"教育 体育 培育 生育 " +
		"下岗 上岗 在岗 " +
		"意见 看见 听见 " +
		"工资 投资 物资 出资 集资 融资 " +
		"保养 抚养 赡养 喂养 " +
		"计量 数量 质量 大量 " +
		"乡村 农村 新村 " +
		"退休 离休 " +
		"开发 颁发 " +
		"价格 资格 合格 规格 " +
		"材料 燃料 饮料 原料 资料 " +
		"问题 专题 话题 " +
		"公路 铁路 道路 马路 " +
		"医药 中药 农药 " +
		"火灾 水灾 救灾 受灾"
	after = "税务 税收 税款 税率 税法 税费 税种 税额 税前 税后 税负 税源 税制 税票 " +
		"访问 访谈 访客 访华 " +
		"政府 政务 政协 政策 政法 政治 政绩 政委 政权 " +
		"通知 通过 通报 通告 通道 通行 通信 通常 通话 通俗 " +
		"安排 安全 安装 安置 安心 " +
		"收入 收费 收取 收到 收购 收益 收据 收治 收回 " +
		"商量 商业 商店 商品 商家 商场 商户 商议 " +
		"位置 位于 位次 " +
		"社保 社会 社区 " +
		"管理 管道 管网 管辖 管控 管护 " +
		"价格 价值 价款 价钱 " +
		"务必 务工 务农 " +
		"费用 费力 费劲 " +
		"计划 计算 计入 计较 计生 " +
		"区别 区域 区分 区间 " +
		"考试 考生 考虑 考核 考察 " +
		"产权 产品 产生 产业 产量 产假 " +
		"铁皮 铁路 铁门 " +
		"保险 保障 保护 保证 保安 保持 保洁 " +
		"法院 法律 法规 法官 法定 " +
		"院子 院长 院校 站点 站台 站长 局长 局部 局面 " +
		"业主 业务 业绩 业态 业委会 " +
		"权利 权力 权益 权限 " +
		"育儿 育龄 检查 检验 检测 检修 检察 " +
		"电话 电梯 电动车 电费 电力 电表 " +
		"水费 水管 水压 水质 水表 " +
		"生活 生产 生育 生病 生意 " +
		"工作 工资 工程 工地 工人 工伤 " +
		"学生 学校 学习 学费 学位 " +
		"房屋 房产 房东 房子 房租 房价 " +
		"车辆 车位 车主 车站 车牌 " +
		"金额 金融 金钱 " +
		"险种 险情 " +
		"老人 老师 老板 老家 " +
		"低于 低价 低保 " +
		"补贴 补助 补偿 补办 补缴 补课 " +
		"放假 放学 放心 放贷 " +
		"贴近 贴心 " +
		"农村 农业 农户 农民 " +
		"用户 用水 用电 用工 用于 " +
		"地点 地址 地区 地铁 地方 地面 " +
		"发展 发放 发生 发现 发票 发布 " +
		"公开 公布 公司 公园 公交 公路 公示 公积金 " +
		"资料 资金 资格 资源 " +
		"体验 体检 体系 体育 体现"
	// places are followed by bodies: 市政 lies in every 市政府.
	places  = "省市区县镇乡州盟旗"
	bodies  = "政府 政协 政务 政法委 政委"
	maxGate = 600 // guards of one word
)

// crossing are the words of before by their last rune and of after by their first.
var crossing = sync.OnceValue(func() (c struct{ before, after map[rune][]string }) {
	c.before, c.after = map[rune][]string{}, map[rune][]string{}
	for _, w := range strings.Fields(before) {
		r := []rune(w)
		if last := r[len(r)-1]; len(r) > 1 && !slices.Contains(c.before[last], w) {
			c.before[last] = append(c.before[last], w)
		}
	}
	for _, w := range strings.Fields(after) {
		if first := []rune(w)[0]; !slices.Contains(c.after[first], w) {
			c.after[first] = append(c.after[first], w)
		}
	}
	return c
})

// guards returns the longer strings in which a word is most likely an accident,
// as words joined by 或; none for what needs no guard. Words of one rune and of
// four and more are hardly ever accidents of this kind, or always.
func guards(w *node) *node {
	out := &node{op: orNode, at: w.at}
	r := []rune(foldWord(w.word))
	if len(r) < 2 || len(r) > 3 {
		return out
	}
	add := func(s string) {
		if s != string(r) && len(out.kids) < maxGate {
			out.kids = append(out.kids, &node{op: wordNode, word: s, field: w.field, at: w.at})
		}
	}
	last := crossing().after[r[len(r)-1]]
	for _, left := range crossing().before[r[0]] {
		for _, right := range last {
			add(left + string(r[1:len(r)-1]) + right)
		}
	}
	if len(r) == 2 && strings.ContainsRune(places, r[0]) {
		for _, body := range strings.Fields(bodies) {
			if strings.HasPrefix(body, string(r[1])) {
				add(string(r[0]) + body)
			}
		}
	}
	return out
}

// Accidents (误中) returns the longer strings, in which a word would be hit by
// accident, that 整词: guards it against; nil if there are none.
func Accidents(word string) []string {
	var out []string
	for _, k := range guards(&node{word: word, field: anyField}).kids {
		out = append(out, k.word)
	}
	return out
}
