package jobs

import (
	"context"

	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivershared/baseservice"
	"github.com/riverqueue/river/rivershared/riverpilot"
	"github.com/riverqueue/river/rivertype"
)

// wakingDriver is River's SQLite driver without its notification table, which is polled twenty
// times a second and written for each job, and with a way to wake the workers of this process.
//
// River wakes them itself after an insert of its own transaction, when the driver has no
// listener, but not after an insert in ours. It hands the way to do so to the driver's pilot.
// That is an inner interface of River: if an update takes it away, the compiler or
// TestStartsSoon tells, and without it jobs would start within the poll interval.
type wakingDriver struct {
	*riversqlite.Driver
	pilot pilot
}

// SupportsListener is false: River polls.
func (d *wakingDriver) SupportsListener() bool { return false }

// SupportsListenNotify is false: River writes no notifications.
func (d *wakingDriver) SupportsListenNotify() bool { return false }

// PluginInit has nothing to do.
func (d *wakingDriver) PluginInit(*baseservice.Archetype) {}

// PluginPilot returns what catches River's way to wake.
func (d *wakingDriver) PluginPilot() riverpilot.Pilot { return &d.pilot }

func (d *wakingDriver) wake() {
	if d.pilot.notify != nil {
		d.pilot.notify(context.Background(), []*rivertype.JobInsertResult{{Job: &rivertype.JobRow{Queue: cycleKind}}})
	}
}

type pilot struct {
	riverpilot.StandardPilot
	notify func(ctx context.Context, inserted []*rivertype.JobInsertResult)
}

// PilotInit keeps the way to wake.
func (p *pilot) PilotInit(archetype *baseservice.Archetype, params *riverpilot.PilotInitParams) {
	p.StandardPilot.PilotInit(archetype, params)
	p.notify = params.NotifyNonTxJobInsert
}
