package proof

import "regexp"

// Advert is what an article of an official account never holds.
const Advert Kind = "advert"

var adverts = regexp.MustCompile(`(?:限时|特价|优惠价|打折|秒杀|满减|立减|包邮|买[一二三123]送[一二三123]|点击购买|立即购买|扫码购买|下单|加(?:我|客服)?微信|代办费|咨询热线[:：]?400|推广链接|赞助商|独家冠名|广告合作|商务合作|招商加盟)`)

// spared are phrases of tax and public work in which such words advertise nothing.
var spared = regexp.MustCompile(`(?:预约下单|限时办结|限时答复|限时答结|政策优惠|税费优惠)`)

// Advertising returns the phrases of a text that advertise goods or services. The
// list is short and says nothing about what is not on it: people read, too.
// Clause: ACC-7.
func Advertising(t Text) []Finding {
	var out []Finding
	for _, f := range t.fields() {
		spare := spared.FindAllStringIndex(f.text, -1)
	next:
		for _, m := range adverts.FindAllStringIndex(f.text, -1) {
			for _, s := range spare {
				if m[0] >= s[0] && m[1] <= s[1] {
					continue next
				}
			}
			start, end := runes(f.text, m[0], m[1])
			out = append(out, Finding{Kind: Advert, Field: f.name, Start: start, End: end, Found: f.text[m[0]:m[1]], Says: "像是广告", Mend: "删去商品、服务的推销和商业链接", Block: true})
		}
	}
	return out
}
