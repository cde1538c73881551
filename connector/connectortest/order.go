package connectortest

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// inFileOrder checks that the members of each "properties" are shorter names first, then
// by bytes: the order of keys in files.
func inFileOrder(t *testing.T, raw json.RawMessage) {
	t.Helper()
	walk(t, json.NewDecoder(bytes.NewReader(raw)), false)
}

func walk(t *testing.T, dec *json.Decoder, ordered bool) {
	t.Helper()
	switch next(t, dec) {
	case json.Delim('{'):
		before := ""
		for dec.More() {
			name := next(t, dec).(string)
			if ordered {
				require.True(t, len(before) < len(name) || len(before) == len(name) && before < name, "%s must not stand before %s", before, name)
			}
			before = name
			walk(t, dec, !ordered && name == "properties")
		}
		next(t, dec)
	case json.Delim('['):
		for dec.More() {
			walk(t, dec, false)
		}
		next(t, dec)
	}
}

func next(t *testing.T, dec *json.Decoder) json.Token {
	t.Helper()
	token, err := dec.Token()
	require.NoError(t, err)
	return token
}
