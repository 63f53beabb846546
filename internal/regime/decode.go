package regime

import (
	"reflect"
	"slices"
	"strconv"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// words holds the closed list behind each word type, so that a word that is
// not in the list is caught where it stands.
var words = map[reflect.Type][]string{
	reflect.TypeFor[Status]():   texts([]Status{Done, Partly, Planned, Organisational, Declined}),
	reflect.TypeFor[Kind]():     texts(Kinds),
	reflect.TypeFor[Grade]():    texts(Grades),
	reflect.TypeFor[Need]():     texts(Needs),
	reflect.TypeFor[Role]():     texts(Roles),
	reflect.TypeFor[Event]():    texts(Events),
	reflect.TypeFor[Document](): texts(Documents),
	reflect.TypeFor[Outcome]():  texts(Outcomes),
	reflect.TypeFor[Gate]():     texts(Gates),
	reflect.TypeFor[Channel]():  texts(Channels),
	reflect.TypeFor[BodyKind](): texts(BodyKinds),
	reflect.TypeFor[Where]():    texts(Wheres),

	reflect.TypeFor[Clarity]():     texts(Clarities),
	reflect.TypeFor[Platform]():    texts(Platforms),
	reflect.TypeFor[AccountKind](): texts(AccountKinds),
	reflect.TypeFor[Level]():       texts(append([]Level{InnerBody}, Levels...)),
	reflect.TypeFor[Opening]():     texts([]Opening{OpenFiled, OpenApproved, OpenNever}),
	reflect.TypeFor[Condition]():   texts(Conditions),
	reflect.TypeFor[Ground]():      texts(Grounds),
	reflect.TypeFor[Silence]():     texts(Silences),
}

func texts[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, each := range list {
		out[i] = string(each)
	}
	return out
}

// decoder fills a Regime from syntax trees. It is our own, and not the one of
// the YAML library, because that one stops at the first fault and forgets where
// values stood, which the checks afterwards need.
type decoder struct {
	file     string
	at       places
	problems Problems
	unread   bool             // a file could not be read at all
	scalars  map[string]place // top-level keys that may be written once in all files
}

func (d *decoder) place(t *token.Token) place {
	if t == nil || t.Position == nil {
		return place{d.file, 1, 1}
	}
	return place{d.file, t.Position.Line, t.Position.Column}
}

func (d *decoder) say(at place, code, reason string) {
	d.problems = append(d.problems, Problem{at.file, at.line, at.column, code, reason})
}

// value decodes node into v. The depth of the walk is that of the Go types.
func (d *decoder) value(node ast.Node, v reflect.Value, path string) {
	if path != "" {
		d.at[path] = d.place(start(node))
	}
	switch v.Kind() {
	case reflect.Pointer:
		fresh := reflect.New(v.Type().Elem())
		d.value(node, fresh.Elem(), path)
		v.Set(fresh)
	case reflect.Struct:
		d.record(node, v, path)
	case reflect.Map:
		d.table(node, v, path)
	case reflect.Slice:
		d.list(node, v, path)
	case reflect.String:
		d.text(node, v)
	case reflect.Bool:
		d.truth(node, v)
	default:
		d.number(node, v)
	}
}

// start returns the token where a person would point at node: the first key of
// a mapping and not its colon.
func start(node ast.Node) *token.Token {
	switch n := node.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 {
			return n.Values[0].Key.GetToken()
		}
	case *ast.MappingValueNode:
		return n.Key.GetToken()
	}
	return node.GetToken()
}

func pairs(node ast.Node) ([]*ast.MappingValueNode, bool) {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values, true
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}, true
	}
	return nil, false
}

func (d *decoder) record(node ast.Node, v reflect.Value, path string) {
	entries, ok := pairs(node)
	if !ok {
		d.say(d.place(start(node)), "wrong_type", "此处应为“键: 值”的一组内容")
		return
	}
	keys, fields := keysOf(v.Type())
	for _, entry := range entries {
		name, at := keyText(entry), d.place(entry.Key.GetToken())
		i, known := fields[name]
		if !known {
			d.say(at, "unknown_key", "没有“"+brief(name)+"”这个键"+hint(name, keys))
			continue
		}
		inner := join(path, name)
		if path == "" && !d.first(inner, v.Field(i), at) {
			continue
		}
		d.value(entry.Value, v.Field(i), inner)
		if _, isMap := pairs(entry.Value); isMap || v.Field(i).Kind() == reflect.Slice {
			d.at[inner] = at
		}
	}
}

// first reports whether a top-level key may be read: lists of several files
// are put together, a single value is given once.
func (d *decoder) first(name string, v reflect.Value, at place) bool {
	if v.Kind() == reflect.Slice {
		return true
	}
	if before, twice := d.scalars[name]; twice {
		d.say(at, "duplicate_key", "“"+name+"”已在 "+before.file+" 第 "+strconv.Itoa(before.line)+" 行写过")
		return false
	}
	d.scalars[name] = at
	return true
}

func (d *decoder) list(node ast.Node, v reflect.Value, path string) {
	sequence, ok := node.(*ast.SequenceNode)
	if !ok {
		d.say(d.place(start(node)), "wrong_type", "此处应为列表，每项以“- ”开头或写作 [甲, 乙]")
		return
	}
	for _, each := range sequence.Values {
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(each, item, path+"["+strconv.Itoa(v.Len())+"]")
		v.Set(reflect.Append(v, item))
	}
}

func (d *decoder) table(node ast.Node, v reflect.Value, path string) {
	entries, ok := pairs(node)
	if !ok {
		d.say(d.place(start(node)), "wrong_type", "此处应为“键: 值”的一组内容")
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	known := words[v.Type().Key()]
	for _, entry := range entries {
		name := keyText(entry)
		if !slices.Contains(known, name) {
			d.say(d.place(entry.Key.GetToken()), "unknown_word", "没有“"+brief(name)+"”这个词"+hint(name, known))
			continue
		}
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(entry.Value, item, join(path, name))
		v.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), item)
	}
}

// keysOf returns the YAML keys of a struct in order, and the field of each.
func keysOf(t reflect.Type) ([]string, map[string]int) {
	var keys []string
	fields := map[string]int{}
	for i := range t.NumField() {
		if key := t.Field(i).Tag.Get("yaml"); key != "-" {
			keys = append(keys, key)
			fields[key] = i
		}
	}
	return keys, fields
}

// keyText returns the key of an entry. A key that is no plain or quoted text,
// such as a merge key, keeps its sign and is unknown everywhere.
func keyText(entry *ast.MappingValueNode) string {
	if s, ok := entry.Key.(*ast.StringNode); ok {
		return s.Value
	}
	return entry.Key.GetToken().Value
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// brief shortens a text that is quoted in a reason.
func brief(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
