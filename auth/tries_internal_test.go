package auth

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestWhatIsRememberedIsBounded(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	tries := newTries()
	for n := range maxTries + 1 {
		require.NoError(t, tries.take(now, fmt.Sprint(n), fmt.Sprint(n)))
	}
	require.Equal(t, maxTries, tries.accounts.Len())
	require.Equal(t, maxTries, tries.addresses.Len())
	require.False(t, tries.accounts.Contains("0"))
	require.True(t, tries.accounts.Contains(fmt.Sprint(maxTries)))
}
