package redact

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

// staying is a way to write what must stay, % where the item stands.
type staying struct {
	kind, carriers string
	make           func(r *rand.Rand) string
}

func dateOf(layouts ...string) func(*rand.Rand) string {
	return func(r *rand.Rand) string {
		return fmt.Sprintf(pick(r, layouts...), 1998+r.Intn(28), 1+r.Intn(12), 1+r.Intn(28))
	}
}

const officeSays = "咨询电话：%|如有疑问，请致电市城管局市政科，联系电话：%|请拨打区税务局办税服务厅电话%|监督电话%|联系人：李科长，电话：%|值班电话（%）|服务热线：%|区信访局接访大厅电话%，欢迎来电|市医保中心电话为%|感谢您的留言，详情可咨询我局，电话%|县教育局招生办%，工作日接听|物业服务中心电话：%|办公室电话：%，传真同号|报修电话%|可拨打县供电公司电话%咨询" +
	"|欢迎您拨打我单位电话%进行监督|如需帮助，请拨打我中心电话%|请直接拨打我馆电话%咨询|来访请联系我科，我科电话%|如有问题请联系我们，电话：%|请找我局二楼大厅咨询，座机%|办税服务厅座机：%|请申请人本人持身份证到社区居委会办理，电话：%|老人优待证请到区民政局办理，联系电话：%|住宅专项维修资金由市房管局管理，电话%|需要本人到社保大厅三楼窗口，电话：%|我是城管局工作人员，联系电话：%|政府值班座机%|维权请找市妇联，电话：%|家庭医生签约请咨询社区卫生服务中心，电话%"

var keptPlants = []staying{
	{"agency", officeSays, grouped(areaAndLocal, "-")},
	{"agency", officeSays, grouped(areaAndLocal, "")},
	{"agency", officeSays, grouped(areaAndLocal, " ")},
	{"agency", officeSays, grouped(areaAndLocal, "—")},
	{"agency", officeSays, inTable(areaAndLocal, "－", asWide)},
	{"agency", officeSays, func(r *rand.Rand) string { p := areaAndLocal(r); return "（" + p[0] + "）" + p[1] }},
	{"agency", officeSays, func(r *rand.Rand) string {
		p := areaAndLocal(r)
		return p[0] + "-" + p[1] + "、" + p[1][:len(p[1])-1] + "3"
	}},
	{"agency", officeSays, func(r *rand.Rand) string { p := areaAndLocal(r); return p[1] }},
	{"agency", officeSays, func(r *rand.Rand) string { p := areaAndLocal(r); return p[0] + "-" + p[0] + "-" + p[1] }},
	{"hotline", "请拨打%|可致电%咨询|热线%|打了%没人理|%服务热线|客服%", func(r *rand.Rand) string {
		return pick(r, "12345", "12366", "12333", "12315", "12329", "95598", "96005656", "400-810-1234", "4008101234", "800-820-1234", "95588", "110", "12389", "12388")
	}},
	{"document", "根据%|见%规定|依照%执行|《通知》（%）", func(r *rand.Rand) string {
		return fmt.Sprintf(pick(r, "国办发〔%d〕%d号", "财税[%d]%d号", "税总发（%d）%d号", "赣府厅字〔%d〕%d号", "国家税务总局公告%d年第%d号", "发改价格﹝%d﹞%d号"), 2000+r.Intn(26), 1+r.Intn(1999))
	}},
	{"document", "案号%|判决书%|依据%号判决", func(r *rand.Rand) string {
		return fmt.Sprintf("（%d）%s%s%d号", 2015+r.Intn(10), pick(r, "浙0102", "赣07", "京0105", "最高法"), pick(r, "民初", "行终", "执", "刑初"), 1+r.Intn(29999))
	}},
	{"document", "订单号%|受理编号：%|工单号%|运单号：%|回执编号%|流水号%|合同编号：%|发票号码%|信访件编号%|申请编号为%", func(r *rand.Rand) string {
		return randomDigits(r, pickInt(r, 10, 11, 12, 13, 15, 16, 18, 19, 20))
	}},
	{"document", "订单号%|统一社会信用代码%|受理编号：%|商户订单号 %", grouped(wrongID, "")},
	{"document", "统一社会信用代码%|税号：%|纳税人识别号%", func(r *rand.Rand) string { return "91330100MA" + randomDigits(r, 8) }},
	{"document", "执行%标准|符合%", func(r *rand.Rand) string {
		return fmt.Sprintf("GB/T %d-%d", 1000+r.Intn(40000), 1990+r.Intn(36))
	}},
	{"document", "项目代码%|宗地编号%|许可证号：%", func(r *rand.Rand) string {
		return fmt.Sprintf("%d-%s-%s-%s-%s", 2015+r.Intn(10), randomDigits(r, 6), randomDigits(r, 2), randomDigits(r, 2), randomDigits(r, 6))
	}},
	{"date", "自%起施行|%收到回复|于%办结|截至%", dateOf("%d年%d月%d日", "%d-%02d-%02d", "%d.%d.%d", "%d/%02d/%02d", "%d%02d%02d", "%d 年 %d 月 %d 日")},
	{"date", "时间：%|于%登记", func(r *rand.Rand) string {
		return fmt.Sprintf("%d-%02d-%02d %02d:%02d:%02d", 2015+r.Intn(11), 1+r.Intn(12), 1+r.Intn(28), r.Intn(24), r.Intn(60), r.Intn(60))
	}},
	{"date", "有效期%|施工期%|自%", func(r *rand.Rand) string {
		return fmt.Sprintf("%d年%d月%d日至%d年%d月%d日", 2015+r.Intn(5), 1+r.Intn(12), 1+r.Intn(28), 2020+r.Intn(6), 1+r.Intn(12), 1+r.Intn(28))
	}},
	{"date", "自%起|%印发", func(r *rand.Rand) string {
		return written(fmt.Sprintf("%d", 1990+r.Intn(36)), []string{"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"}) + "年" + pick(r, "三", "十", "十二") + "月" + pick(r, "一", "十五", "三十") + "日"
	}},
	{"date", "受理时间：%|办公时间%", func(r *rand.Rand) string {
		return pick(r, "8:30-12:00，14:00-17:30", "上午8:30-11:30 下午14:30-17:30", "9:00—17:00")
	}},
	{"amount", "共补缴%|拨付%|合计%|损失%|中标价%|退款%", func(r *rand.Rand) string {
		return pick(r, "1", "3", "6", "9") + randomDigits(r, pickInt(r, 4, 6, 8, 9, 10, 11, 12)) + pick(r, "元", "万元", ".50元", " 元", "块钱", "亿元")
	}},
	{"amount", "金额为%|预算%", func(r *rand.Rand) string {
		return pick(r, "1", "6", "13") + "," + randomDigits(r, 3) + "," + randomDigits(r, 3) + "," + randomDigits(r, 3) + pick(r, "元", ".00元", "")
	}},
	{"amount", "金额为%|预算%", func(r *rand.Rand) string {
		return pick(r, "¥", "￥", "$") + pick(r, "6", "1") + randomDigits(r, 9) + "." + randomDigits(r, 2)
	}},
	{"amount", "应付人民币%|大写：%", func(r *rand.Rand) string {
		return pick(r, "壹仟叁佰捌拾万伍仟元整", "陆亿贰仟万元", "叁拾捌万柒仟陆佰伍拾肆元叁角贰分", "一千三百八十万元")
	}},
	{"amount", "面积%|涉及%|产量%|全长%", func(r *rand.Rand) string {
		return pick(r, "1", "3") + randomDigits(r, pickInt(r, 3, 5, 7, 9)) + pick(r, "平方米", "人", "吨", "户", "公里", "亩", "千瓦时")
	}},
	{"other", "乘坐%|在%停靠", func(r *rand.Rand) string {
		return pick(r, "101路、203路、305路公交车", "G1386次列车", "京A1、京A2路", "3号线2号口")
	}},
	{"other", "地址：%|请到%办理|位于%", func(r *rand.Rand) string {
		return pick(r, "红谷滩新区丰和中大道1266号翠林大厦1楼", "长征大道1号市政府大楼5楼503室", "人民路56号政务服务中心3楼12号窗口", "建设路88号区税务局办税服务厅")
	}},
	{"other", "关注%|查看%", func(r *rand.Rand) string {
		return pick(r, "微信公众号“某市发布”", "微信公众号gzsfb2018", "官方网站www.example.gov.cn", "微博@某市发布", "APP版本V6.8.1")
	}},
	{"other", "%表示|由%答复|请找%", func(r *rand.Rand) string {
		return pick(r, "王局长", "李主任", "市税务局局长张明", "接访干部陈科长", "代表和委员")
	}},
	{"other", "编号%、%|邮编%", func(r *rand.Rand) string { return randomDigits(r, 6) }},
	{"other", "坐标%|海拔%", func(r *rand.Rand) string {
		return fmt.Sprintf("%d.%s，%d.%s", 100+r.Intn(20), randomDigits(r, 6), 20+r.Intn(20), randomDigits(r, 6))
	}},
}

func pickInt(r *rand.Rand, list ...int) int { return list[r.Intn(len(list))] }

// TestKept holds the other half of Q6: what offices publish is not damaged.
func TestKept(t *testing.T) {
	prose := sentences(t)
	r := rand.New(rand.NewSource(20261123))
	sc := NewScanner(Options{})
	planted, damaged := map[string]int{}, map[string]int{}
	for _, p := range keptPlants {
		shown := 0
		for range 150 {
			text, item := plantIn(r, prose, plant(p))
			planted[p.kind]++
			if out, _ := sc.Text(text); !strings.Contains(out, item) {
				damaged[p.kind]++
				if shown++; shown <= 3 {
					t.Logf("damaged %s %q: …%s… became %q", p.kind, item, around(text, item), out[max(0, strings.Index(out, "【")-30):])
				}
			}
		}
	}
	for kind, n := range planted {
		t.Logf("%-9s %d of %d damaged", kind, damaged[kind], n)
		if kind == "agency" && damaged[kind] > 0 || damaged[kind]*1000 > 2*n {
			t.Errorf("%s: %d of %d damaged", kind, damaged[kind], n)
		}
	}
}
