package transport

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"lockstep.dev/gitwire/gittest"
	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/wireerr"
)

// FuzzAdvertisement reads bytes as what a server can do and has: every failure is of a kind,
// and nothing is kept without bound.
func FuzzAdvertisement(f *testing.F) {
	repo := gittest.NewRepo(f, f.TempDir())
	repo.Commit(gittest.Commit{Files: gittest.Files{"a": gittest.Text("a")}})
	for _, service := range []string{"upload-pack", "receive-pack"} {
		f.Add([]byte(repo.Git(service, "--http-backend-info-refs", ".")))
	}
	f.Add([]byte("001e# service=git-upload-pack\n0000000eversion 2\n0013ls-refs=unborn\n0000"))
	f.Add([]byte("000eversion 1\n0000"))
	f.Fuzz(func(t *testing.T, in []byte) {
		refs := 0
		for _, visit := range []Refs{nil, func(id, name string) (bool, error) {
			if refs++; strings.ContainsAny(id, " \n") {
				t.Fatalf("id %q", id)
			}
			return true, nil
		}} {
			a, err := readAdvertisement(pkt.NewReader(bytes.NewReader(in)), visit)
			var typed *wireerr.Error
			switch {
			case err != nil && !errors.As(err, &typed):
				t.Fatalf("%T %v", err, err)
			case err == nil && (a.Version < 0 || a.Version > 2 || len(a.Caps) > maxCaps):
				t.Fatalf("version %d, %d capabilities", a.Version, len(a.Caps))
			}
		}
		if refs > len(in)/4 {
			t.Fatalf("%d refs in %d bytes", refs, len(in))
		}
	})
}
