package builtin_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/connector/builtin"
	"lockstep.dev/workspace"
)

func TestWhatIsBuiltIn(t *testing.T) {
	r, err := builtin.Registry()
	require.NoError(t, err)
	var sources, destinations []string
	for _, s := range r.List(workspace.KindSource) {
		sources = append(sources, s.Type)
	}
	for _, s := range r.List(workspace.KindDestination) {
		destinations = append(destinations, s.Type)
	}
	require.Equal(t, []string{"googlesheets", "postgres"}, sources)
	require.Equal(t, []string{"googlesheets", "http", "hubspot", "postgres", "s3", "salesforce", "sftp", "slack"}, destinations)
}

// The names that repositories written by Hightouch have for the types.
func TestSpellingsInRepositories(t *testing.T) {
	r, err := builtin.Registry()
	require.NoError(t, err)
	for name, typ := range map[string]string{
		"webhookV2": "http", "postgres": "postgres", "googlesheets": "googlesheets", "googleSheetsSA": "googlesheets",
		"s3": "s3", "sftp": "sftp", "slack": "slack", "hubspot": "hubspot", "salesforce": "salesforce",
	} {
		s, ok := r.Lookup(workspace.KindDestination, name)
		require.True(t, ok, name)
		require.Equal(t, typ, s.Type)
	}
}
