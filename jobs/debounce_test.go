package jobs

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRest(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	const quiet, most = time.Second, 5 * time.Second
	for _, row := range []struct {
		name string
		r    Request
		want time.Duration
	}{
		{"nothing new since a cycle began", Request{Last: ago(0)}, 0},
		{"just now", Request{First: now, Last: now}, quiet},
		{"quiet for a while", Request{First: ago(700 * time.Millisecond), Last: ago(700 * time.Millisecond)}, 300 * time.Millisecond},
		{"quiet for long", Request{First: ago(time.Hour), Last: ago(time.Hour)}, 0},
		{"busy, not for long", Request{First: ago(3 * time.Second), Last: now}, quiet},
		{"busy, nearly too long", Request{First: ago(4900 * time.Millisecond), Last: now}, 100 * time.Millisecond},
		{"busy for too long", Request{First: ago(6 * time.Second), Last: now}, 0},
		{"urgent", Request{First: now, Last: now, Urgent: true}, 0},
		{"another machine's clock is ahead", Request{First: now.Add(time.Hour), Last: now.Add(time.Hour)}, most},
	} {
		t.Run(row.name, func(t *testing.T) { require.Equal(t, row.want, rest(row.r, now, quiet, most)) })
	}
}
