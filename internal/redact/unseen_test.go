package redact

import (
	"math/rand"
	"strings"
)

var (
	asDouble = []string{"𝟘", "𝟙", "𝟚", "𝟛", "𝟜", "𝟝", "𝟞", "𝟟", "𝟠", "𝟡"}
	asBlack  = []string{"⓿", "❶", "❷", "❸", "❹", "❺", "❻", "❼", "❽", "❾"}
	asSpoken = []string{"洞", "幺", "两", "三", "四", "五", "六", "拐", "八", "勾"}
	asLow    = []string{"₀", "₁", "₂", "₃", "₄", "₅", "₆", "₇", "₈", "₉"}
)

// unseenPlants are spellings that the readers were not made for.
var unseenPlants = []plant{
	{Mobile, phoneSays, grouped(mobileOf, "_")},
	{Mobile, phoneSays, grouped(mobileOf, "|")},
	{Mobile, phoneSays, grouped(mobileOf, "+")},
	{Mobile, phoneSays, grouped(mobileOf, "==")},
	{Mobile, phoneSays, inTable(mobileOf, "", asDouble)},
	{Mobile, phoneSays, inTable(mobileOf, "", asBlack)},
	{Mobile, phoneSays, inTable(mobileOf, "", asSpoken)},
	{Mobile, phoneSays, inTable(mobileOf, "", asLow)},
	{Mobile, phoneSays, grouped(mobileOf, "空格")},
	{Mobile, phoneSays, grouped(mobileOf, "横杠")},
	{Mobile, phoneSays, func(r *rand.Rand) string {
		p := mobileOf(r)
		return p[0] + "【" + p[1] + "】" + p[2]
	}},
	{Mobile, phoneSays, func(r *rand.Rand) string { p := mobileOf(r); return p[0] + "后面是" + p[1] + p[2] }},
	{Mobile, phoneSays, func(r *rand.Rand) string { return strings.Join(mobileOf(r), "\u00a0\u00a0") }},
	{IDNumber, idSays, grouped(randomID, "·")},
	{IDNumber, idSays, grouped(randomID, "_")},
	{IDNumber, idSays, inTable(randomID, "", asDouble)},
	{IDNumber, idSays, inTable(randomID, "", asBlack)},
	{IDNumber, "%", func(r *rand.Rand) string { return strings.Join(randomID(r), ",") }},
	{IDNumber, idSays, apart(randomID, ".")},
	{Landline, homeSays, grouped(areaAndLocal, "_")},
	{Landline, homeSays, grouped(areaAndLocal, "~")},
	{Landline, homeSays, inTable(areaAndLocal, "杠", asChinese)},
	{Landline, homeSays, inTable(areaAndLocal, "-", asDouble)},
	{BankCard, cardSays, grouped(randomCard, "_")},
	{BankCard, cardSays, grouped(randomCard, ",")},
	{BankCard, cardSays, inTable(randomCard, " ", asFormal)},
	{BankCard, cardSays, grouped(randomCard, "　")},
	{Email, mailSays, mailOf("[艾特]", ".")},
	{Email, mailSays, mailOf("{at}", ".")},
	{Email, mailSays, mailOf("@", "·")},
	{Email, mailSays, mailOf("-at-", "-dot-")},
	{Email, mailSays, mailOf("圈a", ".")},
	{Plate, plateSays, grouped(plateOf, "_")},
	{Plate, plateSays, grouped(plateOf, "—")},
	{Plate, plateSays, grouped(plateOf, "*")},
	{Plate, plateSays, grouped(plateOf, "•")},
	{Passport, permits, grouped(docOf("E", "G"), "_")},
	{Passport, permits, inTable(docOf("E"), "", asChinese)},
	{Passport, "护照（%）|护照编码为%", grouped(docOf("E"), "")},
	{WeChat, "绿泡泡：%|加我绿色软件%|徽信：%|V我 %|微❤：%|wei信：%|➕V %", nickOf},
	{QQ, "球球：%|蔻蔻%|Q Q %|抠抠号是%|秋秋：%", grouped(qqOf, "")},
	{QQ, qqSays, inTable(qqOf, "", asBlack)},
	{Address, "租住于%|落户在%|房子在%|快递寄到%", addressOf},
	{Address, "老家是%|户口在%", villageOf},
	{Person, "鄙人%，手机13805712233|名字：%，13805712233|找%就行，13805712233|我姓名%，家住翠苑小区3幢2单元502室|（%，13805712233）", personOf},
}
