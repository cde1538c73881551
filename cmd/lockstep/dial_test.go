package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitsync"
	"lockstep.dev/secret"
)

// A dialer of one's own is taken for a tunnel, which no proxy leads through.
func TestTheProxyOfTheEnvironmentIsUsed(t *testing.T) {
	d := &dialer{redactor: secret.NewRedactor()}
	cfg, err := d.configure(t.Context(), gitsync.Settings{URL: "https://git.example.com/acme.git"}, gitsync.Secrets{})
	require.NoError(t, err)
	require.Nil(t, cfg.DialContext)
	require.Nil(t, cfg.Proxy)
}
