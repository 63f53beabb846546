package lang

// sorting are suggestions of need and unit, and the record of how right they were.
var sorting = map[string]string{
	"分类建议": "Suggestions", "分类": "Sorting", "采用建议…": "Take a suggestion…", "采用建议": "Take a suggestion", "采用建议的%s：%s": "Take the suggested %s: %s", "可能有一项事实要核实": "A claim of fact may need checking", "起作用的词：%s": "Words that decided: %s", "把握": "Confidence", "要核实的事实": "A claim to check",
	"系统建议诉求和承办单位，由人决定；说一项事实失实、虚假或误解，只能由人对这项事实说。": "The system suggests need and unit; people decide. That a claim is inaccurate, false or a misunderstanding is said by people alone, of that claim.",
	"重新训练": "Train again", "建议与决定": "Suggested and decided", "按月": "By month", "学自哪些件": "What it was learned from", "件数": "Matters", "留出的件里找对的": "Found among held-out ones", "以前的模型": "Earlier models", "版本": "Version", "训练时间": "Trained", "留出的件里说对的": "Right on held-out ones",
	"开口的": "Spoken on", "由人决定的": "Decided by people", "有建议的": "With a suggestion", "建议正确": "Suggestion right", "两个里有一个正确": "Right among two", "建议为这一项的，正确的": "Suggested so, right",
	"还没有对照": "No record yet", "从第一件由人确认等级、诉求和承办单位的关切起，这里逐件对照系统的建议和人的决定。": "From the first concern whose grade, need and unit a person confirms, what was suggested stands here beside what was decided.",
	"由固定规则提建议。人分类满 %d 件后，系统从本机关自己办过的件里学习，此后每天和每 %d 次纠正之后再学。": "Fixed rules make the suggestions. After people have sorted %d matters, the system learns from the agency's own, and again daily and after every %d corrections.",
	"由第 %d 版模型提建议，%s 训练，学自 %d 件；没有把握时不提建议。":                  "Model version %d makes the suggestions, trained %s on %d matters; unsure, it is silent.",
	"从不开口：留出的件里没有到九成把握的":                                     "never: on held-out matters it was never sure to nine in ten", "把握到 %s 才开口；开口的有 %s，其中正确 %s": "from a confidence of %s; it speaks on %s, right on %s of them", "%s；两个里有一个正确 %s": "%s; right among two %s",
	"开口的门槛": "When it speaks", "训练后被纠正": "Corrected since", "%d 次": "%d times", "第 %d 版": "Version %d", "固定规则": "Fixed rules", "模型": "Model", "已排队训练，通常几秒钟；训练完这一页会变。": "Training is queued; it usually takes seconds, then this page changes.",
}
