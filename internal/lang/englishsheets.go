package lang

// sheets are the tables of who works here, out and in.
var sheets = map[string]string{
	"导入人员": "Import people", "导入通讯录": "Import contacts", "导入专家库": "Import experts", "还没有密码": "no password yet",
	"角色用顿号分开；在别的单位担任的，后面写 @ 和那个单位的代码，例如：联络员@office。表里写的是这个人的全部角色，没写的会收回。": "Separate roles by 、; one held in another unit is followed by @ and the code of that unit, such as 联络员@office. The table states all roles of a person: those it does not name are taken back.",
	"表里没有密码一栏。新增的人在管理员给了一次性密码以后才能登录。":                                     "The table has no column for passwords. Who is new can sign in once an administrator has given a one-time password.",
	"类别写部门或新闻单位；按类别和名称认单位。个人、群和账号不登记。":                                    "The kind is 部门 or 新闻单位; entries are known by kind and name. People, groups and accounts are not entered.",
	"按姓名和单位认专家；登录名可以空着，写了的只能是专家的账号。导入以后公开名单随之更新。":                         "Experts are known by name and affiliation; the login may stay empty, else it is one of an expert. The public list follows the import.",
}
