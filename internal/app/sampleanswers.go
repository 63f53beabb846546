package app

import (
	"context"
	"time"

	"yingda/internal/desk"
	"yingda/internal/matter"
)

// commonQuestions are checked answers of the sample: the laws are real, the agency
// is not. Days are of validity, counted from the day the demo began.
var commonQuestions = []struct {
	question, answer, kind, source, article string
	days                                    int
}{
	{"个人所得税综合所得的年度汇算什么时候办？", "需要办理汇算清缴的，在取得所得的次年三月一日至六月三十日之间办理，可以在手机上自己办，也可以请单位代办或者到办税服务厅办。", "law", "个人所得税法", "第十一条", 360},
	{"个人所得税每年六万元的基本减除费用，谁都能扣吗？", "居民个人取得综合所得，计算应纳税所得额时，每一纳税年度都先减除费用六万元，再减除专项扣除、专项附加扣除和依法确定的其他扣除。", "law", "个人所得税法", "第六条第一款第一项", 360},
	{"子女教育和赡养老人的专项附加扣除，现在每月是多少？", "子女教育按每个子女每月 2000 元扣除，赡养老人每月 3000 元：独生子女由本人扣除，非独生子女由兄弟姐妹分摊，每人分摊的额度不超过每月 1500 元。", "document", "国务院关于提高个人所得税有关专项附加扣除标准的通知（国发〔2023〕13号）", "", 240},
	{"买了新车，车辆购置税要在多少天内申报？", "自购买之日（以发票等凭证上的日期为准）起六十日内申报缴纳。没有缴纳车辆购置税的，公安机关交通管理部门不办理车辆登记。", "law", "车辆购置税法", "第十二条", 300},
	{"车辆购置税的税率是多少？", "车辆购置税的税率为百分之十，按不含增值税的价款计算。新能源汽车的减免按购车当时的政策执行，请以办税服务厅或热线的答复为准。", "law", "车辆购置税法", "第四条", 20},
	{"每年的车船税是在买保险时交吗？", "是。承办机动车第三者责任强制保险的保险机构在收取保险费时代收车船税，并出具代收税款凭证；已经由保险机构代收的，不用再到税务机关交。", "law", "车船税法", "第六条", 300},
	{"买二手房，契税什么时候申报缴纳？", "在依法办理土地、房屋权属登记手续之前申报缴纳。办理登记时，不动产登记机构会查验契税完税、减免税凭证或者有关信息。", "law", "契税法", "第十条", 330},
	{"合同的副本要不要贴印花税？", "应税凭证的副本或者抄本免征印花税。但把副本当作正本使用的，仍要缴纳。", "law", "印花税法", "第十二条", 330},
	{"企业所得税年度汇算清缴要在哪天之前做完？", "自年度终了之日起五个月内，报送年度企业所得税纳税申报表并汇算清缴，结清应缴应退税款；全年没有经营或者亏损，也要报送。", "law", "企业所得税法", "第五十四条", 300},
	{"税交晚了，滞纳金怎么算？", "从滞纳税款之日起，按日加收滞纳税款万分之五的滞纳金，到实际缴纳之日止。", "law", "税收征收管理法", "第三十二条", 360},
	{"多交的税能退吗，多久之内可以申请？", "能。税务机关发现的，应当立即退还；自己发现的，自结算缴纳税款之日起三年内可以要求退还多缴的税款，并加算银行同期存款利息。", "law", "税收征收管理法", "第五十一条", 360},
	{"遇到特殊困难，可以晚一点报税或者晚一点交税吗？", "不能按期申报的，可以在规定的期限内申请延期申报，经核准后办理。有特殊困难不能按期缴纳的，可以申请延期缴纳，经批准后最长不超过三个月。", "law", "税收征收管理法", "第二十七条、第三十一条", 360},
	{"对税务机关要我补税的决定不服，怎么办？", "在纳税上有争议的，先依照决定缴纳税款和滞纳金或者提供相应的担保，然后可以依法申请行政复议；对复议决定不服的，可以向人民法院起诉。", "law", "税收征收管理法", "第八十八条", 360},
	{"电子发票和纸质发票一样有效吗？", "一样。发票包括纸质发票和电子发票，电子发票与纸质发票具有同等法律效力，任何单位和个人不得拒收。", "law", "发票管理办法", "第三条", 300},
}

// foundAnswers writes the sample's checked answers as its people do: one writes,
// another approves. The last one waits.
func (p *player) foundAnswers(ctx context.Context) error {
	p.at(p.epoch.Add(-11 * 24 * time.Hour))
	defer p.clock.set(time.Time{})
	var who [2]matter.Actor
	for i, login := range []string{"linhexi", "zhouyinghe"} {
		var err error
		if who[i], err = p.auth.Actor(ctx, p.people[login]); err != nil {
			return err
		}
	}
	for i, q := range commonQuestions {
		e := desk.AnswerEdit{Agency: p.units[p.sample.Agency.Root], Question: q.question, Answer: q.answer, SourceKind: q.kind, Source: q.source, Article: q.article, Until: p.epoch.AddDate(0, 0, q.days).Format(time.DateOnly)}
		a, err := p.desk.SaveAnswer(ctx, who[0], e)
		if err := p.unless(err); err != nil {
			return err
		}
		if i == len(commonQuestions)-1 {
			break
		}
		if err := p.desk.DecideAnswer(ctx, who[1], a.Number, a.Version, true, ""); p.unless(err) != nil {
			return err
		}
	}
	return nil
}
