package intake_test

import "testing"

// A cut text and a quotation join the post that they are taken from, and say so,
// however little else they share.
func TestQuotesJoin(t *testing.T) {
	each(t, func(o *office) {
		const whole = "接访大厅早上八点半开门，九点不到取号机就显示号源已满，从县里坐两个小时车来的老人只能第二天再跑一趟。窗口说从这个月起号源减半，可是门口和网站上都没有通知，希望把每天放多少号、几点开始放、没号的人还能怎么办写清楚，最好每天在网站上公布，老人不会用手机的，也请窗口留几个当天的号。"
		own := "这位网友说的和我上个月碰到的一模一样，我当时带着孩子请了半天假，最后在楼下长椅上坐到中午，保安过来问了三次要不要帮忙，人倒是很和气，就是谁也说不清楚号到底什么时候放，第二天我又去，还是一样。看看原文：" + whole
		for i, text := range []string{whole, string([]rune(whole)[:44]) + "……", own} {
			p := post(i, text)
			p.Title = []string{"接访大厅取号难", "转载", "我也来说说"}[i]
			o.push(p)
			o.group()
		}
		if n := o.count(`SELECT COUNT(*) FROM cluster WHERE posts = 3`); n != 1 {
			o.t.Errorf("%d groups hold all three", n)
		}
		for _, why := range []string{"节选", "大段引用"} {
			if n := o.count(`SELECT COUNT(*) FROM member WHERE state = 'confirmed' AND reasons LIKE '%` + why + `%'`); n != 1 {
				o.t.Errorf("%d posts say %s", n, why)
			}
		}
	})
}

// A short text under another headline is no copy: it joins as what it is, and says so.
func TestOtherHeadlineJoins(t *testing.T) {
	each(t, func(o *office) {
		for i, title := range []string{"接访大厅取号难", "从县里坐两个小时的车来，还是没有号，请领导管一管"} {
			p := post(i, "接访大厅早上八点半开门，九点不到取号机就显示号源已满，老人只能第二天再跑一趟。")
			p.Title = title
			o.push(p)
			o.group()
		}
		if n := o.count(`SELECT COUNT(*) FROM cluster WHERE posts = 2`); n != 1 {
			o.t.Errorf("%d groups hold both", n)
		}
		if n := o.count(`SELECT COUNT(*) FROM member WHERE state = 'confirmed' AND reasons LIKE '%标题不同%'`); n != 1 {
			o.t.Errorf("%d posts say that only the headline differs", n)
		}
		if n := o.count(`SELECT COUNT(*) FROM post WHERE same_as > 0`); n != 0 {
			o.t.Errorf("%d posts are called copies", n)
		}
	})
}
