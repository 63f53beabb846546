package regime

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

func (d *decoder) text(node ast.Node, v reflect.Value) {
	at := d.place(start(node))
	value, reason := scalarText(node)
	// A refused value is kept all the same, so that the checks which follow do
	// not call it missing; a regime with problems is never handed out.
	v.SetString(value)
	if reason != "" {
		d.say(at, "wrong_type", reason)
		return
	}
	if i := strings.IndexFunc(value, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }); i >= 0 {
		d.say(at, "control_character", "文字中有不可见的控制字符，请删去")
		return
	}
	if known, closed := words[v.Type()]; closed && !slices.Contains(known, value) {
		d.say(at, "unknown_word", "没有“"+brief(value)+"”这个词"+hint(value, known))
	}
}

// scalarText returns the text of a scalar as it was written, so that an article
// 3.10 stays 3.10. A bare on, off, yes or no is refused: other YAML programs
// read it as true or false.
func scalarText(node ast.Node) (string, string) {
	switch n := node.(type) {
	case *ast.StringNode:
		if n.Token.Type == token.StringType && slices.Contains(ambiguous, strings.ToLower(n.Value)) {
			return n.Value, "“" + n.Value + "”在有些程序里表示是或否，请加引号"
		}
		return n.Value, ""
	case *ast.LiteralNode:
		return n.Value.Value, ""
	case *ast.IntegerNode:
		return n.Token.Value, ""
	case *ast.FloatNode:
		return n.Token.Value, ""
	case *ast.NullNode:
		return "-", "此处没有内容，请填写或删去这个键"
	case *ast.BoolNode:
		return n.Token.Value, "此处应为文字，“" + n.Token.Value + "”请加引号"
	}
	return "-", "此处应为文字"
}

var ambiguous = []string{"on", "off", "yes", "no", "y", "n"}

func (d *decoder) truth(node ast.Node, v reflect.Value) {
	b, ok := node.(*ast.BoolNode)
	if !ok {
		d.say(d.place(start(node)), "wrong_type", "此处应为 true 或 false")
		return
	}
	v.SetBool(b.Value)
}

func (d *decoder) number(node ast.Node, v reflect.Value) {
	written, ok := node.(*ast.IntegerNode)
	if !ok {
		d.say(d.place(start(node)), "wrong_type", "此处应为整数")
		return
	}
	n, err := strconv.ParseInt(written.Token.Value, 10, v.Type().Bits())
	if err != nil || n < 0 {
		d.say(d.place(written.Token), "bad_number", "此处应为不小于 0 的十进制整数")
		return
	}
	v.SetInt(n)
}
