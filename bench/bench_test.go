package main

import (
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMain lets the test binary be the measuring process, as the command is its own.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == measureCommand {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestASmallRunTakesEachFigure(t *testing.T) {
	var out strings.Builder
	require.NoError(t, run(t.Context(), []string{"-sizes", "20", "-runs", "2", "-json"}, &out, io.Discard))
	var results []result
	require.NoError(t, json.Unmarshal([]byte(out.String()), &results))
	require.Len(t, results, 1)
	require.Equal(t, 20, results[0].Size)
	for _, l := range lines() {
		require.Contains(t, results[0].Figures, l.figure)
		if l.target != 0 {
			require.Positive(t, l.value(results[0]), l.title)
		}
	}
	require.Equal(t, 1.0, results[0].Figures["idle_trips"])
	require.Zero(t, results[0].Figures["idle_writes"])
}

func TestTheTableTellsWhatIsOverItsTarget(t *testing.T) {
	within, over := map[string]float64{}, map[string]float64{}
	for _, l := range lines() {
		within[l.figure], over[l.figure] = 1, 1
	}
	over["outbound_ms"], within["idle_writes"], over["idle_writes"] = 300, 0, 0
	var out strings.Builder
	require.NoError(t, printTable(&out, 9, []result{{100, within}, {10000, over}}))
	rows := strings.Split(out.String(), "\n")
	require.Regexp(t, `one edit in the app until pushed +1.0 ms +300 ms +<= 200 ms +over`, out.String())
	require.Regexp(t, `rows written +0 +0 +<= 0 +ok`, out.String())
	require.Len(t, rows, len(lines())+4)
}

func TestSizesMustBeNumbers(t *testing.T) {
	for _, text := range []string{"", "1", "ten", "100,", "-5"} {
		_, err := parseSizes(text)
		require.Error(t, err, text)
	}
}
