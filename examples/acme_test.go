package examples_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/connector/builtin"
	"lockstep.dev/examples"
	"lockstep.dev/spec"
	"lockstep.dev/spec/tree"
)

func TestTheSampleIsValid(t *testing.T) {
	registry, err := builtin.Registry()
	require.NoError(t, err)
	acme, err := examples.Acme()
	require.NoError(t, err)
	report, err := tree.Check(acme, tree.Options{Types: spec.NewCatalog(registry)})
	require.NoError(t, err)
	require.Empty(t, report.Findings)
}
