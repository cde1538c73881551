package pack_test

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/object"
	"lockstep.dev/gitwire/pack"
)

func spool(t *testing.T, b []byte, lim pack.Limits) (*pack.Spool, pack.Result, error) {
	t.Helper()
	file, err := os.CreateTemp(t.TempDir(), "pack")
	require.NoError(t, err)
	t.Cleanup(func() { file.Close() })
	return pack.ReadToFile(bytes.NewReader(b), file, lim, nil)
}

func TestSpoolFindsWhatReadGives(t *testing.T) {
	r := history(t)
	for _, row := range []struct {
		name string
		args []string
	}{{"offset deltas", []string{"--delta-base-offset"}}, {"deltas by id", nil}, {"no deltas", []string{"--depth=0"}}} {
		t.Run(row.name, func(t *testing.T) {
			b := r.Pack("main\n", row.args...)
			want, _, err := readAll(b, pack.Options{})
			require.NoError(t, err)
			s, res, err := spool(t, b, wide())
			require.NoError(t, err)
			require.Empty(t, res.Skipped)
			require.Equal(t, int64(len(b)), res.Bytes)
			require.Equal(t, int64(len(want)), res.Objects)
			for id, o := range want {
				got, err := s.Object(id)
				require.NoError(t, err)
				require.Equal(t, o, got)
			}
			none, err := s.Object(object.OID{})
			require.NoError(t, err)
			require.Zero(t, none)
		})
	}
}

func TestSpoolLeavesOutWhatIsTooLargeOrHasNoBase(t *testing.T) {
	r := history(t)
	b := r.Pack("main\n", "--delta-base-offset")
	all, _, err := readAll(b, pack.Options{})
	require.NoError(t, err)
	lim := wide()
	lim.Blob = 950
	s, res, err := spool(t, b, lim)
	require.NoError(t, err)
	found := 0
	for id, o := range all {
		got, err := s.Object(id)
		require.NoError(t, err)
		if int64(len(o.Data)) > lim.Blob && o.Type == object.TypeBlob {
			require.Zero(t, got, "%d bytes", len(o.Data))
			continue
		}
		found++
		require.Equal(t, o, got)
	}
	require.NotZero(t, found)
	require.Less(t, found, len(all))
	require.NotEmpty(t, res.Skipped)

	_, res, err = spool(t, r.Pack("main\n^main~1\n", "--thin", "--delta-base-offset"), wide())
	require.NoError(t, err)
	require.True(t, slices.ContainsFunc(res.Skipped, func(x pack.Skipped) bool { return x.Reason == pack.UnknownBase }))
}

func TestSpoolRefusesBrokenPacks(t *testing.T) {
	b := smallPack(t)
	for n := range b {
		_, _, err := spool(t, b[:n], wide())
		require.Error(t, err, "%d bytes of %d", n, len(b))
		changed := bytes.Clone(b)
		changed[n] ^= 0x10
		_, _, err = spool(t, changed, wide())
		require.Error(t, err, "byte %d", n)
	}
	lim := wide()
	lim.Bytes = int64(len(b)) - 30
	_, _, err := spool(t, b, lim)
	var over *pack.LimitError
	require.ErrorAs(t, err, &over)
	lim = wide()
	lim.Objects = 1
	_, _, err = spool(t, b, lim)
	require.ErrorAs(t, err, &over)
	full, err := os.Open(os.DevNull) // cannot be written to
	require.NoError(t, err)
	defer full.Close()
	_, _, err = pack.ReadToFile(bytes.NewReader(b), full, wide(), nil)
	require.ErrorIs(t, err, pack.ErrFile)

	var text strings.Builder // of which flate reads each byte by itself
	for i := range 100_000 {
		fmt.Fprint(&text, i*i*7919)
	}
	c := &craft{}
	c.blob([]byte(text.String()))
	b = c.pack()
	rest := bytes.NewReader(b)
	_, _, err = pack.ReadToFile(rest, full, wide(), nil)
	require.ErrorIs(t, err, pack.ErrFile)
	require.Greater(t, rest.Len(), len(b)/2, "no more is asked for")
}
