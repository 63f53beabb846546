package intake_test

import (
	"fmt"
	"testing"

	"yingda/internal/intake"
	"yingda/internal/matter"
)

// A restart says how far it has read back, reads as many posts as are to be
// remembered, the newest, and goes on with them.
func TestReadingBack(t *testing.T) {
	each(t, func(o *office) {
		const n, kept = 3000, 2500
		posts := corpus(o.t, n)
		o.push(posts...)
		o.group()
		in := intake.New(o.store, o.desk)
		in.Remember = kept
		for i, old := range []intake.Post{posts[n-1], posts[0]} {
			old.URL, old.Text = fmt.Sprint("https://bbs.example/again/", i), old.Text+"转"
			if _, err := in.Push(ctx, matter.SystemActor, []intake.Post{old}); err != nil {
				o.t.Fatal(err)
			}
		}
		ended := make(chan error)
		go func() { ended <- in.Group(ctx) }()
		most, ahead := int64(0), false
		for going := true; going; {
			select {
			case err := <-ended:
				o.must(err)
				going = false
			default:
				done, all := in.ReadingBack()
				most, ahead = max(most, all), ahead || done > 0 && done < all
			}
		}
		if most != kept || !ahead {
			o.t.Errorf("%d posts to be read back, said on the way: %v", most, ahead)
		}
		if done, all := in.ReadingBack(); done+all != 0 {
			o.t.Errorf("%d of %d are still to be read", done, all)
		}
		if got := o.count(`SELECT COUNT(*) FROM post WHERE same_as = $1`, int64(n)); got != 1 {
			o.t.Errorf("%d copies of the newest post", got)
		}
		if got := o.count(`SELECT COUNT(*) FROM post WHERE same_as = 1`); got != 0 {
			o.t.Errorf("%d copies of a post that is not remembered", got)
		}
	})
}
