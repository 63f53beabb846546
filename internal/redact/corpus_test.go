package redact

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

// The corpus is made here from a fixed seed: 1,500 lines, 1,100 with one item in
// one of many spellings and 400 without any.

var (
	asChinese = []string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	asFormal  = []string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}
	asRound   = []string{"〇", "幺", "二", "三", "四", "五", "六", "七", "八", "九"}
	asCircle  = []string{"⓪", "①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨"}
	asWide    = []string{"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"}
)

func written(s string, table []string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= '0' && r <= '9' {
			b.WriteString(table[r-'0'])
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// spellings of a number given in its natural groups.
var spellings = []func(r *rand.Rand, parts []string) string{
	func(_ *rand.Rand, p []string) string { return strings.Join(p, "") },
	func(_ *rand.Rand, p []string) string { return strings.Join(p, " ") },
	func(_ *rand.Rand, p []string) string { return strings.Join(p, "-") },
	func(_ *rand.Rand, p []string) string { return strings.Join(p, "—") },
	func(_ *rand.Rand, p []string) string { return strings.Join(p, ".") },
	func(_ *rand.Rand, p []string) string { return strings.Join(p, "/") },
	func(_ *rand.Rand, p []string) string { return strings.Join(p, "\n") },
	func(_ *rand.Rand, p []string) string { return strings.Join(p, "\u200b") },
	func(_ *rand.Rand, p []string) string { return written(strings.Join(p, ""), asWide) },
	func(_ *rand.Rand, p []string) string { return written(strings.Join(p, "－"), asWide) },
	func(_ *rand.Rand, p []string) string { return written(strings.Join(p, ""), asChinese) },
	func(_ *rand.Rand, p []string) string { return written(strings.Join(p, " "), asChinese) },
	func(_ *rand.Rand, p []string) string { return written(strings.Join(p, ""), asFormal) },
	func(_ *rand.Rand, p []string) string { return written(strings.Join(p, ""), asRound) },
	func(_ *rand.Rand, p []string) string { return written(strings.Join(p, ""), asCircle) },
	func(_ *rand.Rand, p []string) string { return spread(strings.Join(p, ""), " ") },
	func(_ *rand.Rand, p []string) string { return spread(strings.Join(p, ""), "-") },
	func(_ *rand.Rand, p []string) string { return spread(strings.Join(p, ""), "😀") },
	func(r *rand.Rand, p []string) string {
		var b strings.Builder
		for _, d := range strings.Join(p, "") {
			tables := [][]string{asChinese, asWide, asFormal, nil}
			if t := tables[r.Intn(4)]; t != nil {
				b.WriteString(written(string(d), t))
			} else {
				b.WriteRune(d)
			}
		}
		return b.String()
	},
}

func spread(s, sep string) string { return strings.Join(strings.Split(s, ""), sep) }

func randomDigits(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('0' + r.Intn(10))
	}
	return string(b)
}

func pick(r *rand.Rand, list ...string) string { return list[r.Intn(len(list))] }

func randomID(r *rand.Rand) []string {
	d := []byte(pick(r, "330102", "110105", "440305", "510104", "321081") + fmt.Sprintf("%d%02d%02d", 1950+r.Intn(55), 1+r.Intn(12), 1+r.Intn(28)) + randomDigits(r, 3))
	last := checksum(d)
	if last == 'x' {
		d[16] = '0' + (d[16]-'0'+1)%10
		last = checksum(d)
	}
	s := string(d) + strings.ToUpper(string(last))
	return []string{s[:6], s[6:14], s[14:]}
}

func randomCard(r *rand.Rand) []string {
	d := []byte(pick(r, "622848", "621700", "622202") + randomDigits(r, 12) + "0")
	for !luhn(d) {
		d[18]++
	}
	s := string(d)
	return []string{s[:4], s[4:8], s[8:12], s[12:16], s[16:]}
}

func item(r *rand.Rand, kind string) (sentence, want string) {
	number := func(parts ...string) string { return spellings[r.Intn(len(spellings))](r, parts) }
	word := "zhang" + randomDigits(r, 4)
	name := pick(r, "王", "李", "张", "刘", "陈", "欧阳", "赵", "吴") + pick(r, "伟", "建国", "秀英", "丽华", "志强", "敏", "晓燕", "洋")
	switch kind {
	case Mobile:
		want = number("1"+pick(r, "38", "59", "77", "86", "99", "35"), randomDigits(r, 4), randomDigits(r, 4))
		return pick(r, "我的电话是%", "手机：%", "有事打%", "请联系我%", "%，随时可以打"), want
	case IDNumber:
		want = number(randomID(r)...)
		return pick(r, "身份证号%", "本人身份证：%", "证件号码 %", "%是我的身份证"), want
	case Landline:
		want = number(pick(r, "0571", "0797", "010", "021"), pick(r, "8", "6", "2")+randomDigits(r, 7))
		return pick(r, "家里座机%", "我家电话%", "我的固话是%", "请打我家里电话：%"), want
	case BankCard:
		want = number(randomCard(r)...)
		return pick(r, "银行卡号%", "工资卡号：%", "请退到农行卡 %", "我的卡%"), want
	case QQ:
		want = number(pick(r, "2", "8", "5")+randomDigits(r, 3), randomDigits(r, 4))
		return pick(r, "QQ：%", "扣扣%", "加Q %", "qq号是%", "企鹅号：%"), want
	case WeChat:
		want = pick(r, word, "wxid_"+word, "li_"+randomDigits(r, 4), written(word, asWide))
		return pick(r, "微信：%", "加V：%", "vx %", "薇信号%", "威信 %", "V信：%", "加微%", "微信号是%"), want
	case Email:
		want = word + pick(r, "@", "＠", "(at)", "#", " @ ") + pick(r, "qq.com", "163.com", "126。com")
		return pick(r, "邮箱：%", "发到%", "我的邮箱是%"), want
	case Plate:
		want = pick(r, "浙A", "苏E", "粤B", "京A", "川A") + pick(r, "", "·", " ", "-") + pick(r, "D", "F", "") + pick(r, "1", "8") + randomDigits(r, 4)
		return pick(r, "车牌%", "车牌号：%", "一辆%乱停"), want
	case Passport:
		want = pick(r, "E", "G", "Ｅ", "EA") + randomDigits(r, 8)
		if strings.HasPrefix(want, "EA") {
			want = want[:9]
		}
		return pick(r, "护照%", "护照号：%", "护照号码是%"), want
	case Address:
		want = pick(r, "文三路88号", "阳光花园", "翠苑小区", "杭州市西湖区曙光路12号", "锦绣江南小区") + pick(r, "3栋2单元502室", "12幢1201室", "7号楼3单元402", "三栋二单元五零二室", "5-2-301室")
		return pick(r, "我住%", "家住%", "住址：%", "家庭地址：%", "我家在%"), want
	default:
		want = name
		return pick(r, "联系人：%", "我叫%，电话13800138000", "% 13800138000", "本人%，身份证330102199003071411", "姓名：%", "%（13800138000）"), want
	}
}

var surroundings = []string{
	"%", "您好！小区下水道堵了一个多月，物业一直不处理。%。希望尽快解决。", "尊敬的领导：%。我们小区2023年12月交房，至今没有办证，12345打了三次。",
	"关于3号线2号口出站扶梯停用的问题，已经15天了！%，谢谢", "路灯坏了3个月\n%\n盼复",
}

func TestCorpus(t *testing.T) {
	r := rand.New(rand.NewSource(20260101))
	kinds := []string{IDNumber, Mobile, Landline, BankCard, Email, Plate, Passport, WeChat, QQ, Address, Person}
	found, total, exact := map[string]int{}, map[string]int{}, 0
	for i := range 1100 {
		kind := kinds[i%len(kinds)]
		sentence, want := item(r, kind)
		s := strings.Replace(surroundings[r.Intn(len(surroundings))], "%", strings.Replace(sentence, "%", want, 1), 1)
		out, masks := Text(s, Options{})
		total[kind]++
		if strings.Contains(out, want) || !covered(s, masks, kind, want) {
			t.Logf("missed %s %q in %q: %q", kind, want, s, out)
			continue
		}
		found[kind]++
		for _, m := range masks {
			if m.Kind == kind && cut(s, m.Start, m.End) == want {
				exact++
				break
			}
		}
		if again, more := Text(out, Options{}); again != out || more != nil {
			t.Errorf("second round changes %q to %q", out, again)
		}
	}
	all := 0
	for _, k := range kinds {
		all += found[k]
		t.Logf("%-10s %d of %d", k, found[k], total[k])
		if found[k]*100 < total[k]*99 {
			t.Errorf("%s: recall %d of %d, want 99 %%", k, found[k], total[k])
		}
	}
	t.Logf("recall %d of 1100, exact bounds %d", all, exact)
	if all < 1095 {
		t.Errorf("recall %d of 1100, want 99.5 %%", all)
	}
	damaged := 0
	for i := range 400 {
		s := strings.Replace(surroundings[r.Intn(len(surroundings))], "%", harmless(r, i), 1)
		if out, masks := Text(s, Options{}); masks != nil {
			damaged++
			t.Logf("damaged %q: %q", s, out)
		}
	}
	if damaged > 0 {
		t.Errorf("%d of 400 lines without data damaged", damaged)
	}
}

// covered reports whether a mask of the kind takes in every rune of the item.
func covered(s string, masks []Mask, kind, want string) bool {
	for _, m := range masks {
		if m.Kind == kind && strings.Contains(cut(s, m.Start, m.End), want) {
			return true
		}
	}
	return false
}

func harmless(r *rand.Rand, i int) string {
	n := func(k int) string { return pick(r, "1", "2", "5", "9") + randomDigits(r, k-1) }
	date := fmt.Sprintf("%d年%d月%d日", 2000+r.Intn(26), 1+r.Intn(12), 1+r.Intn(28))
	switch i % 12 {
	case 0:
		return "咨询电话：0571-" + pick(r, "8", "6") + randomDigits(r, 7)
	case 1:
		return "如有疑问，请拨打区税务局电话0797-8" + randomDigits(r, 6)
	case 2:
		return fmt.Sprintf("国办发〔%d〕%d号", 2000+r.Intn(26), 1+r.Intn(200))
	case 3:
		return "共补缴" + n(11) + "元"
	case 4:
		return "项目总投资" + n(8) + "." + randomDigits(r, 2) + "万元"
	case 5:
		return "订单号" + n(18)
	case 6:
		return "受理编号：" + n(16)
	case 7:
		return date + pick(r, "上午9:30", "14:00-17:00", "")
	case 8:
		return "服务热线400-" + randomDigits(r, 3) + "-" + randomDigits(r, 4)
	case 9:
		return fmt.Sprintf("（%d）浙0102民初%d号", 2015+r.Intn(10), r.Intn(20000))
	case 10:
		return "统一社会信用代码91330100MA" + n(8)
	}
	return "人口" + n(7) + "人，比上年增加" + n(5) + "人，占" + n(2) + "." + n(2) + "%"
}
