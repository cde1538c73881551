package api_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/api"
)

func TestASlugThatIsTheIDOfAnother(t *testing.T) {
	w := newWorld(t)
	_, _, model, _ := w.furnish()
	digits := fmt.Sprint(model.ID)
	other := into[api.Model](w.must("POST", "/api/v1/models", `{"slug": "`+digits+`", "name": "Other", "source": "warehouse", "table": {"name": "t"}}`))
	odd := into[api.Model](w.must("POST", "/api/v1/models", `{"slug": "slug:x", "name": "Odd", "source": "warehouse", "table": {"name": "t"}}`))
	for name, id := range map[string]int64{
		digits: model.ID, "slug:" + digits: other.ID, "slug:" + model.Slug: model.ID, "slug:x": odd.ID, "slug:slug:x": odd.ID,
	} {
		require.Equal(t, id, into[api.Model](w.must("GET", "/api/v1/models/"+name, nil)).ID, name)
	}
	require.Equal(t, 404, w.call("GET", "/api/v1/models/slug:nobody", nil).Status)
}
