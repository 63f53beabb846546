package redact

import (
	"strings"
	"testing"
)

// unusual holds a kind, a sentence and the item in it, one a line: the ways in
// which people write around a filter.
const unusual = `mobile|本人手机号为13800138000|13800138000
mobile|请致电王先生（13800138000）|13800138000
mobile|电话（微信同号）：138 0013 8000|138 0013 8000
mobile|我电话186-1234-5678，|186-1234-5678
mobile|有意者联系 一八六1234五六七八|一八六1234五六七八
mobile|电话号码：壹捌陆 壹贰叁肆 伍陆柒捌|壹捌陆 壹贰叁肆 伍陆柒捌
mobile|可以打幺八六幺二三四五六七八|幺八六幺二三四五六七八
mobile|18612345678@qq|18612345678
mobile|手机尾号是8000，全号13800138000|13800138000
mobile|电话：㊀㊂㊇零零㊀㊂㊇零零零|㊀㊂㊇零零㊀㊂㊇零零零
mobile|号码是一三八，零零，一三八，零零零|一三八，零零，一三八，零零零
mobile|1三8零零1三8零零零|1三8零零1三8零零零
mobile|13800138000（丈夫）、13900139000（妻子）|13900139000
mobile|¹³⁸⁰⁰¹³⁸⁰⁰⁰|¹³⁸⁰⁰¹³⁸⁰⁰⁰
mobile|١٣٨٠٠١٣٨٠٠٠|١٣٨٠٠١٣٨٠٠٠
mobile|1 3 8 零 零 1 3 8 零 零 零|1 3 8 零 零 1 3 8 零 零 零
mobile|138 零零 138 零零零|138 零零 138 零零零
mobile|電話號碼:138-0013-8000|138-0013-8000
mobile|咨询电话13800138000|13800138000
mobile|138O0I38O0O|138O0I38O0O
mobile|一38〇〇一38〇〇〇|一38〇〇一38〇〇〇
id_number|身份证号码为：330102 199003071411|330102 199003071411
id_number|身份证330102199003071411，姓名张伟|330102199003071411
id_number|我的ID是330102199003071411|330102199003071411
id_number|ID:330102199003071411|330102199003071411
id_number|三三零一零二一九九零零三零七一四一一|三三零一零二一九九零零三零七一四一一
id_number|叁叁零壹零贰壹玖玖零零叁零柒壹肆壹壹|叁叁零壹零贰壹玖玖零零叁零柒壹肆壹壹
id_number|330102/1990/03/07/1411|330102/1990/03/07/1411
id_number|330102 1990 03 07 1411|330102 1990 03 07 1411
id_number|330 102 1990 0307 1411|330 102 1990 0307 1411
id_number|33010219900307141①|33010219900307141①
landline|家里电话 0571 88888888|0571 88888888
landline|我的联系电话:0571-8888 8888|0571-8888 8888
landline|固定电话：021-6512 3456|021-6512 3456
landline|我办公室...家里0571-8888-8888|0571-8888-8888
landline|请拨打我家座机0571-88888888|0571-88888888
landline|联系电话：010—65123456|010—65123456
landline|020 88888888|020 88888888
landline|(010)65123456|(010)65123456
landline|零一零-六五一二三四五六|零一零-六五一二三四五六
landline|〇五七一 八八八八 八八八八|〇五七一 八八八八 八八八八
landline|0571 888 888 88|0571 888 888 88
landline|o57l-88888888|o57l-88888888
landline|0 5 7 1 8 8 8 8 8 8 8 8|0 5 7 1 8 8 8 8 8 8 8 8
landline|0086-571-88888888|0086-571-88888888
landline|伯父家电话0571-88888888|0571-88888888
landline|电话：0571-88888888或13800138000|0571-88888888
bank_card|账号：6228480402564890018（农行）|6228480402564890018
bank_card|开户行：农业银行，卡号6228480402564890018|6228480402564890018
bank_card|我的卡号是 6228 4804 0256 4890 018 户名张伟|6228 4804 0256 4890 018
bank_card|6228/4804/0256/4890/018|6228/4804/0256/4890/018
bank_card|6228😀4804😀0256😀4890😀018|6228😀4804😀0256😀4890😀018
bank_card|62二八四八零402564890018|62二八四八零402564890018
bank_card|622848 0402564890018|622848 0402564890018
bank_card|6228480402564890018|6228480402564890018
email|zhang.san+1@gmail.com|zhang.san+1@gmail.com
email|我的邮箱是zhangsan　@　163.com|zhangsan　@　163.com
email|zhangsan@163点com|zhangsan@163点com
email|请发ZHANGSAN＠ＱＱ.COM|ZHANGSAN＠ＱＱ.COM
email|一二三四五六@qq.com|一二三四五六@qq.com
email|zhangsan(#)163.com|zhangsan(#)163.com
email|zhangsan[AT]qq.com|zhangsan[AT]qq.com
email|zhangsan#qq点com|zhangsan#qq点com
email|zhangsan◎163.com|zhangsan◎163.com
email|zhang_san@vip.sina.com|zhang_san@vip.sina.com
email|zhangsan@zju.edu.cn|zhangsan@zju.edu.cn
email|zhangsan（艾特）163.com|zhangsan（艾特）163.com
email|zhangsan @qq.com|zhangsan @qq.com
plate|车牌号码浙AD12345的车|浙AD12345
plate|浙A 123 45|浙A 123 45
plate|浙A.12345|浙A.12345
plate|浙 A·12345|浙 A·12345
plate|【浙A12345】|浙A12345
plate|皖K8H256小轿车|皖K8H256
plate|粤BF12345|粤BF12345
plate|浙A1234挂|浙A1234挂
plate|冀b88888|冀b88888
plate|浙A　12345|浙A　12345
plate|闽ＤＤ０５３２１|闽ＤＤ０５３２１
plate|浙A12三45|浙A12三45
plate|浙A壹贰叁肆伍|浙A壹贰叁肆伍
plate|车号:鲁Q·3K5T8|鲁Q·3K5T8
passport|护照号码是：E 12345678|E 12345678
passport|护照号EE1234567|EE1234567
passport|护照：e１２３４５６７８|e１２３４５６７８
passport|我的护照是G-12345678|G-12345678
passport|护照E一2三4五6七8|E一2三4五6七8
passport|护照编号E12345678|E12345678
wechat|微信ID：zhang_san88|zhang_san88
wechat|我的v信:zhang_san88|zhang_san88
wechat|+v：zhang_san88|zhang_san88
wechat|加我v zhang_san88|zhang_san88
wechat|微信帐号zhang_san88|zhang_san88
wechat|微信名zhang_san88|zhang_san88
wechat|微信，zhang_san88|zhang_san88
wechat|可加薇zhang_san88详聊|zhang_san88
wechat|vx号zhang_san88|zhang_san88
wechat|wechat：zhang_san88|zhang_san88
wechat|微信号 ＺＨＡＮＧ＿８８８|ＺＨＡＮＧ＿８８８
wechat|微信号是：z.h.a.n.g.8.8|z.h.a.n.g.8.8
wechat|私信我威信zhangsan|zhangsan
wechat|可以加我微信聊，zhang_san88|zhang_san88
wechat|微x：zhang_san88|zhang_san88
qq|我的QQ号码为12345678|12345678
qq|QQ:12345678|12345678
qq|加我QQ：1234-5678|1234-5678
qq|扣扣号 123456789|123456789
qq|Qq12345678|12345678
qq|QQ号是：一二三四五六七八九|一二三四五六七八九
qq|请加QQ（123456789）|123456789
qq|QQ 123 456 789|123 456 789
qq|扣扣１２３４５６７８９|１２３４５６７８９
qq|Q扣：123456789|123456789
qq|可加扣扣群123456789|123456789
qq|腾讯QQ 123456789|123456789
address|家住西湖区文三路88号翠苑小区3幢2单元502室|西湖区文三路88号翠苑小区3幢2单元502室
address|我住在翠苑二区15幢301|翠苑二区15幢301
address|本人住翠苑新村8-302室|翠苑新村8-302室
address|我家就在解放路23弄5号302室|解放路23弄5号302室
address|收货地址：江苏省南京市鼓楼区中山北路200号2栋1单元1001室|江苏省南京市鼓楼区中山北路200号2栋1单元1001室
address|现居住于万达华府B座2302|万达华府B座2302
address|住址为昌平区回龙观镇龙腾苑四区12号楼3单元602|昌平区回龙观镇龙腾苑四区12号楼3单元602
address|地址是：阳光100国际新城6号楼2单元1103室|阳光100国际新城6号楼2单元1103室
address|我是保利花园5栋1单元302的业主|保利花园5栋1单元302
address|户籍所在地：大塘镇新屋村8组12号|大塘镇新屋村8组12号
address|住城南新区幸福家园小区9栋3单元4楼402室|城南新区幸福家园小区9栋3单元4楼402室
address|家住建设路１２号院５号楼２单元３０１室|建设路１２号院５号楼２单元３０１室
address|恒大名都16栋2102室|恒大名都16栋2102室
address|我住胜利街道胜利社区建设巷8号|胜利街道胜利社区建设巷8号
person|本人张伟，男，45岁|张伟
person|我叫张伟，是一名退休工人|张伟
person|联系人：张女士|张女士
person|张伟，13800138000|张伟
person|联系电话：13800138000（张伟）|张伟
person|联系人张伟 联系电话13800138000|张伟
person|申请人：司马相如|司马相如
person|我的名字叫李晓燕，身份证330102199003071411|李晓燕
person|业主李晓燕，电话13800138000|李晓燕
person|反映人：周小明|周小明
person|我父亲王建国，身份证330102199003071411|王建国
person|户名：王建国，卡号6228480402564890018|王建国
person|收款人王建国 6228480402564890018|王建国
person|留言人：陈志强|陈志强
person|此致 敬礼 王建国 13800138000|王建国
person|联系人:王建国13800138000|王建国
person|姓名:陈一诺|陈一诺
person|本人郑爽爽，家住|郑爽爽
person|我是李晓燕，家住|李晓燕`

func TestUnusualSpellings(t *testing.T) {
	for _, line := range strings.Split(unusual, "\n") {
		f := strings.Split(line, "|")
		s := "小区下水道堵了很久。" + f[1] + "，希望尽快解决。"
		out, masks := Text(s, Options{})
		if strings.Contains(out, f[2]) || !holds(s, masks, found{f[0], s, f[2]}) {
			t.Errorf("%s in %q: got %q %v", f[0], f[1], out, masks)
		}
	}
}
