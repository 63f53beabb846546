package redact

import "yingda/internal/fold"

// Flags of a rune for the byte scan and the readers; one look-up answers what a
// rune may be part of.
const (
	isDigit   uint16 = 1 << iota // a digit in any script
	isSep                        // may stand between the digits of one number
	isUnit                       // counts a part of an address: 栋 单元 室
	isLetter                     // Latin letter, also full-width
	isAt                         // @ and its relatives
	isNameTag                    // belongs to a word that announces a name
	isPlate                      // first character of a plate
	isLabel                      // belongs to a WeChat or QQ label
	isHan
	isSurname
	isCounter // 号 组 楼 层: counts a house if more follows
	isRoad    // ends the name of a street, lane, village or estate
)

// Scripts of digits. Strong ones count wherever they stand, weak ones (letters
// and homophones in place of digits) only among strong ones.
const (
	plain uint8 = iota
	chinese
	ringed
	letterDigit
	soundDigit
	noDigit = 0xFF
)

// barrier stands in the folded text for an item already found, opaque for a web
// address. Both are private-use runes that no reader accepts.
const (
	barrier rune = 0xE000
	opaque  rune = 0xE001
)

// The tables over the basic plane, 448 KB together; most texts touch few lines
// of them.
var (
	folds  = foldTable()
	digits = digitTable()
	flags  = flagTable()
)

const (
	plateHeads = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领遼魯蘇贛陝閩貴雲寧瓊甘滬"
	unitRunes  = "栋幢座室户单棟户單戶弄排梯"
	roadRunes  = "段路街巷道弄村组里庄苑园区城府湾庭坊寓院邨屯湾居郡墅轩家邸峰岸堡桥阁組園區號号楼"
	labelRunes = "丘求球秋嶶溦围惟魏危胃照qvwxQVWXｑｖｗｘＱＶＷＸ扣抠叩蔻口企鹅微信薇威徽卫星维號号"
	nameTags   = "系繫係叫姓本我:："
	counters   = "号组楼层號組樓層"
	sepRunes   = " \t\r\n\u00a0\u3000\u2002\u2003\u2009\u202f-‐‑‒–—―－−ー_＿~～·•・.．。,，、;；:：/／\\＼|｜*＊^'’‘\"“”`()（）[]［］【】<>《》〈〉{}+＋=＝#＃…→▪■●◆★☆…•∙丨=&＆!！杠点$%?？@＠"
)

// foldTable is fold.Rune as a flat table, with every kind of dash made one.
func foldTable() (table [65536]uint16) {
	for i := range table {
		table[i] = uint16(i)
		if r := fold.Rune(rune(i)); r >= 0 && r < 0x10000 {
			table[i] = uint16(r)
		}
	}
	for _, r := range "—–‐‑―−－" {
		table[r] = '-'
	}
	for _, r := range "\u00a0\u2002\u2003\u2009\u202f\u3000" {
		table[r] = ' '
	}
	return table
}

func digitTable() (table [65536]uint8) {
	for i := range table {
		table[i] = noDigit
	}
	list := func(script, first uint8, runes string) {
		for _, r := range runes {
			table[r] = first | script<<4
			first++
		}
	}
	for _, zero := range []rune{'0', '０', 0x0660, 0x06F0, 0x0966, 0x2080} {
		for v := rune(0); v < 10; v++ {
			table[zero+v] = uint8(v)
		}
	}
	list(plain, 4, "⁴⁵⁶⁷⁸⁹")
	list(plain, 0, "⁰")
	list(plain, 1, "¹")
	list(plain, 2, "²³")
	for _, runes := range []string{"零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖", "○弌貳參肆伍陸漆捌玖", "◯弌弍弎"} {
		list(chinese, 0, runes)
	}
	list(chinese, 1, "幺两")
	list(chinese, 2, "兩叄")
	list(chinese, 0, "洞")
	list(chinese, 7, "拐")
	for _, one := range []rune{'①', '⑴', '⒈', '❶', '➀', '➊', '⓵', '㈠', '㊀'} {
		for v := rune(1); v < 10; v++ {
			table[one+v-1] = uint8(v) | ringed<<4
		}
	}
	list(ringed, 0, "⓪")
	list(ringed, 0, "⓿")
	for v, runes := range []string{"oOоОοΟｏＯ", "lIi|｜ｌＩ丨", "zZ", "", "", "sS", "b", "", "B", "gq"} {
		for _, r := range runes {
			table[r] = uint8(v) | letterDigit<<4
		}
	}
	for v, runes := range []string{"灵林铃凌另", "依衣伊医么要腰妖", "尔而儿耳", "参散伞", "似斯司寺死", "午武吴无舞", "溜柳刘留", "期妻起气奇", "吧巴爸把扒", "酒久究勾韭"} {
		for _, r := range runes {
			table[r] = uint8(v) | soundDigit<<4
		}
	}
	return table
}

func flagTable() (table [65536]uint16) {
	set := func(bit uint16, list string) {
		for _, r := range list {
			table[r] |= bit
		}
	}
	for r, d := range digits {
		if d != noDigit && d>>4 <= ringed {
			table[r] |= isDigit
		}
	}
	for r := 'a'; r <= 'z'; r++ {
		for _, c := range []rune{r, r - 32, r + 0xFEE0, r - 32 + 0xFEE0} {
			table[c] |= isLetter
		}
	}
	for r := rune(0x4E00); r <= 0x9FFF; r++ {
		table[r] |= isHan
	}
	for _, b := range [][2]rune{
		{0x2600, 0x27BF},
		{0x200B, 0x200F},
		{0x2028, 0x202F},
		{0x2060, 0x2064},
		{0xFE00, 0xFE0F},
		{0x20E3, 0x20E3},
		{0xFEFF, 0xFEFF},
		{0xAD, 0xAD},
		{0x2190, 0x21FF},
		{0x25A0, 0x25FF},
	} {
		for r := b[0]; r <= b[1]; r++ {
			if table[r]&isDigit == 0 {
				table[r] |= isSep
			}
		}
	}
	set(isSep, sepRunes)
	set(isUnit, unitRunes)
	set(isAt, "@＠")
	set(isNameTag, nameTags)
	set(isPlate, plateHeads)
	set(isLabel, labelRunes)
	set(isSurname, surnames)
	set(isRoad, roadRunes)
	set(isCounter, counters)
	return table
}

func flagOf(r rune) uint16 {
	if uint32(r) < uint32(len(flags)) {
		return flags[r]
	}
	if r >= 0x1D7CE && r <= 0x1D7FF {
		return isDigit
	}
	if r >= 0x1F000 && r <= 0x1FAFF || r >= 0xE0020 && r <= 0xE007F {
		return isSep
	}
	return 0
}

// digitOf returns value and script; script is noDigit if r is none.
func digitOf(r rune) (uint8, uint8) {
	if uint32(r) >= uint32(len(digits)) {
		if r >= 0x1D7CE && r <= 0x1D7FF {
			return uint8((r - 0x1D7CE) % 10), plain
		}
		return 0, noDigit
	}
	d := digits[r]
	if d == noDigit {
		return 0, noDigit
	}
	return d & 0xF, d >> 4
}

func foldOf(r rune) rune {
	if uint32(r) < uint32(len(folds)) {
		return rune(folds[r])
	}
	return r
}

func invisible(r rune) bool {
	return r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E || r >= 0x2060 && r <= 0x2064 ||
		r >= 0xFE00 && r <= 0xFE0F || r == 0xFEFF || r == 0xAD || r == 0x20E3
}
