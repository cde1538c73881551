package store_test

import (
	"testing"

	"lockstep.dev/store/storetest"
)

func TestStore(t *testing.T) { storetest.Engines(t, storetest.Run) }
