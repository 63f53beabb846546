package view

import (
	"fmt"
	"io"
	"strings"

	"rsc.io/qr"
)

// quiet is the light margin around a QR code, in modules, as the standard asks.
const quiet = 4

// WriteQR writes an address as a QR code in SVG: black modules on white, so that
// it can be read in dark pages and in print.
func WriteQR(w io.Writer, address string) error {
	code, err := qr.Encode(address, qr.M)
	if err != nil {
		return fmt.Errorf("QR code of %s: %w", address, err)
	}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	side := code.Size + 2*quiet
	_, err = fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" shape-rendering="crispEdges"><rect width="%d" height="%d" fill="#fff"/><path d="%s" fill="#000"/></svg>`,
		side, side, side*8, side*8, side, side, path.String())
	return err
}
