package yamledit_test

import (
	"fmt"
	"strings"
	"testing"

	"lockstep.dev/spec/yamledit"
)

// BenchmarkEdit changes one mapping of a sync of 200 lines.
func BenchmarkEdit(b *testing.B) {
	var s strings.Builder
	s.WriteString("model: users\ndestination: crm\nconfig:\n  mode: upsert\n  mappings:\n")
	for i := range 64 {
		fmt.Fprintf(&s, "    - to: COLUMN_%d\n      from: column_%d\n      type: standard\n", i, i)
	}
	s.WriteString("schedule:\n  type: manual\nschedulePaused: false\n")
	src := []byte(s.String())
	d, err := yamledit.Parse(src, yamledit.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	v := d.Value().(map[string]any)
	v["config"].(map[string]any)["mappings"].([]any)[30].(map[string]any)["from"] = "other"
	b.ReportAllocs()
	for b.Loop() {
		if _, err := yamledit.Edit(src, v, yamledit.Options{KeyOrder: modelOrder, KeyOf: byTo}); err != nil {
			b.Fatal(err)
		}
	}
}
