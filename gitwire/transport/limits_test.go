package transport

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/pkt"
	"lockstep.dev/gitwire/wireerr"
)

func TestRefsAndCapabilitiesAreBounded(t *testing.T) {
	first := string(pkt.Append(nil, "1 HEAD\x00ofs-delta"))
	for _, row := range []struct {
		lines int
		kind  wireerr.Kind
	}{{maxRefs - 1, ""}, {maxRefs, wireerr.TooLarge}} {
		refs := 0
		in := io.MultiReader(strings.NewReader(first), strings.NewReader(strings.Repeat("0007x y", row.lines)), strings.NewReader("0000"))
		_, err := readAdvertisement(pkt.NewReader(in), func(string, string) (bool, error) {
			refs++
			return true, nil
		})
		require.Equal(t, row.kind, wireerr.KindOf(err), "%v", err)
		require.Equal(t, maxRefs, refs)
	}

	var many []byte
	for n := range 10 * maxCaps {
		many = pkt.Append(many, strings.Repeat("c", 1+n))
	}
	in := string(pkt.Append(nil, "version 2")) + string(pkt.AppendFlush(many))
	a, err := readAdvertisement(pkt.NewReader(strings.NewReader(in)), nil)
	require.NoError(t, err)
	require.Len(t, a.Caps, maxCaps)
}
