// Package lang holds the catalogue of words of the pages (界面文字). The Chinese
// sentence is the key, so that templates read as the page does and Chinese can
// never lack a word; English is complete for navigation, buttons and states,
// and for the sentences that the program puts together.
// What people write, and the words of regimes and articles, are never translated.
package lang

import (
	"context"
	"fmt"
)

// Lang is the language of a page, as in its lang attribute.
type Lang string

// The languages of the pages.
const (
	Chinese Lang = "zh-CN"
	English Lang = "en"
)

// Of returns the language of a stored choice; anything unknown is Chinese.
func Of(choice string) Lang {
	if choice == string(English) {
		return English
	}
	return Chinese
}

// Other returns the language that the switch in the page leads to.
func (l Lang) Other() Lang {
	if l == English {
		return Chinese
	}
	return English
}

// Name returns the language's own name for itself.
func (l Lang) Name() string {
	if l == English {
		return "English"
	}
	return "中文"
}

// T returns a phrase of the pages in this language. A sentence with names or figures
// in it, put together now or kept in a table, is known by its pattern, see
// [sentence]. A phrase that has no English stays Chinese: that is what regimes and
// people wrote.
func (l Lang) T(zh string) string {
	if l == English {
		if en, ok := english[zh]; ok {
			return en
		}
		if en, ok := read(zh); ok {
			return en
		}
	}
	return zh
}

// F is T for a phrase with places for arguments, as fmt.Sprintf has them. The
// English phrase names the same arguments in the same order.
func (l Lang) F(zh string, args ...any) string {
	said := fmt.Sprintf(l.T(zh), args...)
	if l == English {
		said = Singular(said)
	}
	return said
}

// Did is T for what happened: in English the title of an event is told, where the
// same Chinese also names the act.
func (l Lang) Did(zh string) string {
	if en, ok := happened[zh]; ok && l == English {
		return en
	}
	return l.T(zh)
}

type key struct{}

// With returns a context whose pages are written in this language.
func With(ctx context.Context, l Lang) context.Context { return context.WithValue(ctx, key{}, l) }

// From returns the language of a context's pages; Chinese where none was set.
func From(ctx context.Context) Lang {
	if l, ok := ctx.Value(key{}).(Lang); ok {
		return l
	}
	return Chinese
}

// T returns a phrase in the language of the context's page, see [Lang.T].
func T(ctx context.Context, zh string) string { return From(ctx).T(zh) }
