package redact

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"unicode/utf8"
)

// Planted items (埋入项): every kind of personal data in many spellings, put
// between the sentences of prose that nobody here wrote. The spellings are in
// three parts. What is called unseen was written down after the readers; its
// misses were seen while others were mended, so its figure is an upper bound,
// not a blind one. When one of its spellings is taught to a reader, it moves to
// the hard ones, and a new one is written for it. Clause: 个人信息保护法 第六条.

// plant is one way to write an item: the sentence with % where the item stands,
// and what makes the item.
type plant struct {
	kind, carriers string // carriers apart by |
	make           func(r *rand.Rand) string
}

func mobileOf(r *rand.Rand) []string {
	return []string{"1" + pick(r, "30", "35", "38", "50", "58", "59", "76", "77", "82", "86", "89", "91", "99"), randomDigits(r, 4), randomDigits(r, 4)}
}

func grouped(of func(*rand.Rand) []string, sep string) func(*rand.Rand) string {
	return func(r *rand.Rand) string { return strings.Join(of(r), sep) }
}

func apart(of func(*rand.Rand) []string, sep string) func(*rand.Rand) string {
	return func(r *rand.Rand) string { return spread(strings.Join(of(r), ""), sep) }
}

func inTable(of func(*rand.Rand) []string, sep string, table []string) func(*rand.Rand) string {
	return func(r *rand.Rand) string { return written(strings.Join(of(r), sep), table) }
}

// partly writes one group in another table.
func partly(of func(*rand.Rand) []string, sep string, table []string) func(*rand.Rand) string {
	return func(r *rand.Rand) string {
		p := of(r)
		i := r.Intn(len(p))
		p[i] = written(p[i], table)
		return strings.Join(p, sep)
	}
}

func landlineOf(r *rand.Rand) []string {
	code := pick(r, "010", "021", "0571", "0797", "0531", "0755", "0371")
	n := 4
	if code == "0797" {
		n = 3
	}
	return []string{code, pick(r, "6", "8", "5") + randomDigits(r, n-1), randomDigits(r, 4)}
}

func areaAndLocal(r *rand.Rand) []string {
	p := landlineOf(r)
	return []string{p[0], p[1] + p[2]}
}

func wrongID(r *rand.Rand) []string {
	p := randomID(r)
	last := p[2][3]
	for p[2][3] == last {
		p[2] = p[2][:3] + randomDigits(r, 1)
	}
	return p
}

func personOf(r *rand.Rand) string {
	return pick(r, "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗", "欧阳", "司马") +
		pick(r, "伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超", "秀兰", "霞", "平", "刚", "桂英", "建国", "志强", "晓燕", "海波", "文斌", "玉梅", "国庆")
}

func addressOf(r *rand.Rand) string {
	return pick(r, "阳光花园", "翠苑小区", "幸福家园", "锦绣江南", "金色家园", "龙湖天街小区", "桃源新村", "和平里社区") + pick(r, "", "南区", "二期") +
		fmt.Sprintf("%d", 1+r.Intn(30)) + pick(r, "栋", "幢", "号楼") + fmt.Sprintf("%d单元%d0%d", 1+r.Intn(4), 1+r.Intn(18), 1+r.Intn(4)) + pick(r, "室", "", "号")
}

func roadOf(r *rand.Rand) string {
	return pick(r, "", "浙江省杭州市", "赣州市章贡区", "天河区") + pick(r, "文三路", "建设路", "长征大道", "人民东路", "解放街") + fmt.Sprintf("%d号%d栋%d%02d室", 1+r.Intn(300), 1+r.Intn(20), 1+r.Intn(20), 1+r.Intn(4))
}

func villageOf(r *rand.Rand) string {
	return pick(r, "", "商水县", "兴国县") + pick(r, "张庄镇", "大塘镇", "长冈乡") + pick(r, "王村", "李家村", "新屋村") + fmt.Sprintf("%d组%d号", 1+r.Intn(12), 1+r.Intn(99))
}

func plateOf(r *rand.Rand) []string {
	return []string{pick(r, "浙A", "苏E", "粤B", "京A", "川A", "豫P", "赣B"), pick(r, "D", "F", "") + pick(r, "1", "8", "6") + randomDigits(r, 3) + pick(r, "A", "K", "7", "2")}
}

func docOf(heads ...string) func(*rand.Rand) []string {
	return func(r *rand.Rand) []string { return []string{pick(r, heads...), randomDigits(r, 8)} }
}

func nickOf(r *rand.Rand) string {
	return pick(r, "zhang", "li_ming", "wxid_k", "sunny", "lao-wang", "Amy") + randomDigits(r, 4)
}

func qqOf(r *rand.Rand) []string {
	return []string{pick(r, "2", "5", "8", "1") + randomDigits(r, 3), randomDigits(r, 3), randomDigits(r, 2+r.Intn(2))}
}

func mailOf(at, dot string) func(*rand.Rand) string {
	return func(r *rand.Rand) string {
		return pick(r, "zhangsan", "li.si", "wang_wu", "chen2008", "x") + randomDigits(r, 3) + at + pick(r, "qq", "163", "126", "sina", "foxmail") + dot + pick(r, "com", "cn")
	}
}

const (
	phoneSays = "电话%|手机：%|联系电话：%|我的号码是%|请联系我，%|有情况打%|联系方式 %"
	idSays    = "身份证号%|身份证：%|本人身份证号码为%|证件号码：%|我的身份证是%"
	homeSays  = "家里电话%|我家座机：%|家中固话%|请打我家里电话%|住户电话%（陈女士）|局里不管，我的座机%|请街道办回复，本人固定电话%|请社区联系我，座机：%|望住建局打我电话%|老人独居，家庭座机%|找我请打%"
	cardSays  = "银行卡号%|卡号：%|请退到我的卡 %|工商银行账号%|工资卡%"
	plateSays = "车牌%|车牌号：%|一辆%停在门口|司机开的车是%"
	permits   = "护照%|护照号：%|护照号码 %"
	chatSays  = "微信%|微信号：%|加微信 %|我的微信是%|vx：%"
	qqSays    = "QQ%|QQ：%|qq号 %|我的QQ是%|扣扣：%"
	mailSays  = "邮箱%|请发到 %|电子邮箱：%|我的邮箱是%"
	liveSays  = "家住%|我住在%|住址：%|家庭住址：%|本人住%"
)

var usualPlants = []plant{
	{Mobile, phoneSays, grouped(mobileOf, "")},
	{Mobile, phoneSays, grouped(mobileOf, " ")},
	{Mobile, phoneSays, grouped(mobileOf, "-")},
	{Mobile, phoneSays, inTable(mobileOf, "", asWide)},
	{Mobile, "%|请回电%，谢谢|打%找我", grouped(mobileOf, "")},
	{IDNumber, idSays, grouped(randomID, "")},
	{IDNumber, idSays, grouped(randomID, " ")},
	{IDNumber, idSays, inTable(randomID, "", asWide)},
	{IDNumber, idSays, func(r *rand.Rand) string { return strings.ToLower(strings.Join(randomID(r), "")) }},
	{IDNumber, idSays, grouped(wrongID, "")},
	{Landline, homeSays, grouped(areaAndLocal, "-")},
	{Landline, homeSays, grouped(areaAndLocal, "")},
	{Landline, homeSays, grouped(areaAndLocal, " ")},
	{Landline, homeSays, func(r *rand.Rand) string { p := areaAndLocal(r); return "（" + p[0] + "）" + p[1] }},
	{BankCard, cardSays, grouped(randomCard, "")},
	{BankCard, cardSays, grouped(randomCard, " ")},
	{BankCard, cardSays, inTable(randomCard, "", asWide)},
	{Email, mailSays, mailOf("@", ".")},
	{Plate, plateSays, grouped(plateOf, "")},
	{Plate, plateSays, grouped(plateOf, "·")},
	{Plate, plateSays, grouped(plateOf, " ")},
	{Passport, permits, grouped(docOf("E", "G"), "")},
	{Passport, permits, func(r *rand.Rand) string { return pick(r, "EA", "EB", "EJ") + randomDigits(r, 7) }},
	{Passport, "港澳通行证%|往来港澳通行证号：%|通行证%", grouped(docOf("C"), "")},
	{WeChat, chatSays, nickOf},
	{QQ, qqSays, grouped(qqOf, "")},
	{Address, liveSays, addressOf},
	{Address, liveSays, roadOf},
	{Address, liveSays, villageOf},
	{Person, "我叫%，电话13805712233|联系人：%，13805712233|本人%，身份证110101199003070417|姓名：%|联系人%，手机13805712233|%，电话13805712233", personOf},
}

var hardPlants = []plant{
	{Mobile, phoneSays, inTable(mobileOf, "", asChinese)},
	{Mobile, phoneSays, inTable(mobileOf, "", asRound)},
	{Mobile, phoneSays, inTable(mobileOf, "", asFormal)},
	{Mobile, phoneSays, inTable(mobileOf, "", asCircle)},
	{Mobile, phoneSays, apart(mobileOf, " ")},
	{Mobile, phoneSays, apart(mobileOf, "-")},
	{Mobile, phoneSays, apart(mobileOf, "、")},
	{Mobile, phoneSays, grouped(mobileOf, "\u200b")},
	{Mobile, phoneSays, grouped(mobileOf, "\n")},
	{Mobile, phoneSays, partly(mobileOf, "", asChinese)},
	{Mobile, phoneSays, partly(mobileOf, " ", asWide)},
	{Mobile, phoneSays, func(r *rand.Rand) string { return "+86 " + strings.Join(mobileOf(r), "-") }},
	{IDNumber, idSays, inTable(randomID, "", asChinese)},
	{IDNumber, idSays, grouped(randomID, "-")},
	{IDNumber, idSays, apart(randomID, " ")},
	{IDNumber, idSays, partly(randomID, "", asChinese)},
	{IDNumber, "%|这是我的，%", grouped(wrongID, "")},
	{Landline, homeSays, inTable(areaAndLocal, "", asChinese)},
	{Landline, homeSays, inTable(areaAndLocal, "－", asWide)},
	{Landline, homeSays, grouped(landlineOf, " ")},
	{Landline, homeSays, grouped(landlineOf, "-")},
	{BankCard, cardSays, inTable(randomCard, "", asChinese)},
	{BankCard, cardSays, grouped(randomCard, "-")},
	{BankCard, cardSays, apart(randomCard, " ")},
	{BankCard, "%|退款请打 %", grouped(randomCard, " ")},
	{Email, mailSays, mailOf("＠", ".")},
	{Email, mailSays, mailOf("(at)", ".")},
	{Email, mailSays, mailOf("#", ".")},
	{Email, mailSays, mailOf(" @ ", " . ")},
	{Email, mailSays, mailOf("艾特", "点")},
	{Plate, plateSays, inTable(plateOf, "", asWide)},
	{Plate, plateSays, grouped(plateOf, "-")},
	{Plate, plateSays, func(r *rand.Rand) string { return strings.ToLower(strings.Join(plateOf(r), "")) }},
	{Passport, permits, grouped(docOf("E", "G"), " ")},
	{Passport, permits, inTable(docOf("Ｅ"), "", asWide)},
	{Passport, "台胞证号%|台湾居民来往大陆通行证%", func(r *rand.Rand) string { return randomDigits(r, 8) }},
	{Passport, "回乡证%|港澳居民来往内地通行证号：%", grouped(docOf("H", "M"), "")},
	{Passport, "外国人永久居留证%|居留证号：%", func(r *rand.Rand) string { return "USA" + randomDigits(r, 12) }},
	{WeChat, "加V：%|薇信%|威信号：%|V信 %|加我vx%|卫星：%", nickOf},
	{QQ, "扣扣%|企鹅号：%|加Q %|Q号：%", grouped(qqOf, "")},
	{QQ, qqSays, inTable(qqOf, "", asChinese)},
	{QQ, qqSays, grouped(qqOf, " ")},
	{Address, liveSays, func(r *rand.Rand) string { return written(addressOf(r), asWide) }},
	{Address, "我是%的业主|%漏水|%楼上装修", addressOf},
	{Person, "业主%，电话13805712233|%13805712233|13805712233（%）|留言人：%|反映人：%|此致敬礼 % 13805712233", personOf},
}

// plantIn puts an item between two sentences of the prose.
func plantIn(r *rand.Rand, prose []string, p plant) (text, item string) {
	item = p.make(r)
	carriers := strings.Split(p.carriers, "|")
	says := strings.Replace(carriers[r.Intn(len(carriers))], "%", item, 1)
	at := r.Intn(len(prose) - 1)
	return prose[at] + pick(r, "", "\n") + says + pick(r, "。", "，", "\n") + prose[at+1], item
}

// sentences cuts the laws into sentences of a fit length.
func sentences(t testing.TB) []string {
	var out []string
	for _, law := range laws(t) {
		for _, s := range strings.SplitAfter(strings.ReplaceAll(law, "\n\n", "\n"), "。") {
			if n := utf8.RuneCountInString(s); n > 8 && n < 200 {
				out = append(out, strings.TrimSpace(s))
			}
		}
	}
	return out
}

// sow plants each way n times and returns per kind how many were planted and hidden.
func sow(t *testing.T, seed int64, prose []string, plants []plant, n int) (planted, hidden map[string]int) {
	r := rand.New(rand.NewSource(seed))
	planted, hidden = map[string]int{}, map[string]int{}
	sc := NewScanner(Options{})
	for i, p := range plants {
		missed := 0
		for range n {
			text, item := plantIn(r, prose, p)
			out, masks := sc.Text(text)
			planted[p.kind]++
			if !strings.Contains(out, item) && covered(text, masks, p.kind, item) {
				hidden[p.kind]++
				continue
			}
			if missed++; missed <= 2 && testing.Verbose() {
				t.Logf("missed %s %q (way %d): …%s… %v", p.kind, item, i, around(text, item), masks)
			}
		}
	}
	return planted, hidden
}

func around(text, item string) string {
	i := strings.Index(text, item)
	return cut(text, max(0, utf8.RuneCountInString(text[:i])-12), utf8.RuneCountInString(text[:i])+utf8.RuneCountInString(item)+8)
}

// TestPlanted holds the floors of Q6 on a seeded sample.
func TestPlanted(t *testing.T) {
	prose := sentences(t)
	for _, c := range []struct {
		name         string
		plants       []plant
		all, perKind float64
	}{{"usual", usualPlants, 0.995, 0.99}, {"hard", hardPlants, 0.95, 0.80}, {"unseen", unseenPlants, 0.70, 0}} {
		planted, hidden := sow(t, 20261122, prose, c.plants, 60)
		all, found := 0, 0
		for _, kind := range []string{IDNumber, Mobile, Landline, BankCard, Email, Plate, Passport, WeChat, QQ, Address, Person} {
			n, h := planted[kind], hidden[kind]
			all, found = all+n, found+h
			t.Logf("%-7s %-10s %4d of %4d  %.3f", c.name, kind, h, n, float64(h)/float64(max(n, 1)))
			if n > 0 && float64(h) < c.perKind*float64(n) {
				t.Errorf("%s %s: %d of %d hidden, want %.2f", c.name, kind, h, n, c.perKind)
			}
		}
		t.Logf("%-7s all        %4d of %4d  %.4f", c.name, found, all, float64(found)/float64(all))
		if float64(found) < c.all*float64(all) {
			t.Errorf("%s: %d of %d hidden, want %.3f", c.name, found, all, c.all)
		}
	}
}
