package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
)

// trial is one candidate with one repository over one transport.
type trial struct {
	repository repository
	transport  string
	contender  contender
	operations []string
	runs       int

	network *network
	dir     string // for what the candidate keeps
	stderr  io.Writer

	branch  *branch
	worker  *apart
	samples map[string][]sample // by operation
}

// sample is what one operation took.
type sample struct {
	millis, peak float64
	traffic      traffic
}

// times says how often an operation is made.
func (t *trial) times(op string) int {
	switch {
	case t.repository.Heavy && t.contender.all && (op == opCold || op == opConflict):
		return 1
	case t.repository.Heavy && t.contender.all && op == opInbound:
		return min(t.runs, 2)
	case op == opCold, op == opBatch:
		return min(t.runs, 3)
	}
	return t.runs
}

// run measures the operations in order, on a copy of a template.
func (t *trial) run(ctx context.Context, template string) (err error) {
	const served = "repo.git"
	dir, err := emptyFolder(t.network.repository(served))
	if err != nil {
		return err
	}
	if err := copyRepository(template, dir); err != nil {
		return err
	}
	if t.branch, err = openBranch(ctx, t.repository, dir); err != nil {
		return err
	}
	t.samples = map[string][]sample{}
	defer func() {
		if t.worker != nil {
			err = errors.Join(err, t.worker.end())
		}
	}()
	for i := range t.times(opCold) {
		if err := t.cold(ctx, i, served); err != nil {
			return err
		}
	}
	for _, op := range t.operations {
		for range t.times(op) {
			if op == opCold {
				break
			}
			if err := t.warm(ctx, op); err != nil {
				return err
			}
		}
	}
	if t.repository.Heavy {
		return nil
	}
	return t.branch.sound(ctx)
}

// cold measures a process that knows nothing; the last one stays for what follows.
func (t *trial) cold(ctx context.Context, i int, served string) error {
	if t.worker != nil {
		if err := t.worker.end(); err != nil {
			return err
		}
		t.worker = nil
	}
	dir, err := emptyFolder(t.dir, fmt.Sprint(i))
	if err != nil {
		return err
	}
	if t.worker, err = startApart(ctx, t.contender.name, setting{
		Repository: t.repository, Transport: t.transport, URL: t.network.url(t.transport, served), SSH: t.network.files, Dir: filepath.Clean(dir),
	}, t.stderr); err != nil {
		return err
	}
	got, err := t.measured(ctx, order{Op: opCold})
	if err != nil {
		return err
	}
	return t.sameRead(got, t.branch.ids())
}

func (t *trial) warm(ctx context.Context, op string) error {
	b := t.branch
	o := order{Op: op}
	read := map[string]string{}
	switch op {
	case opInbound, opConflict:
		theirs := b.next()
		if err := b.push(ctx, theirs); err != nil {
			return err
		}
		read[theirs.Path] = blobID([]byte(b.content[theirs.Path]))
	}
	switch op {
	case opOutbound, opConflict:
		o.Edits = []edit{b.next()}
	case opBatch:
		for range t.repository.Batch {
			o.Edits = append(o.Edits, b.next())
		}
	}
	got, err := t.measured(ctx, o)
	if err != nil {
		return err
	}
	if got.Moved {
		return errors.New("poll: saw a change that nobody made")
	}
	if err := t.sameRead(got, read); err != nil {
		return err
	}
	b.expect(o.Edits...)
	if err := b.check(ctx, len(o.Edits)); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return nil
}

// measured counts bytes until the wire is quiet, since a candidate may prepare for what comes
// next, and round trips until there is an answer.
func (t *trial) measured(ctx context.Context, o order) (answer, error) {
	way := t.network.ways[t.transport]
	way.settle(ctx)
	way.take()
	got, err := t.worker.do(o)
	if err != nil {
		return got, err
	}
	traffic := way.take()
	way.settle(ctx)
	after := way.take()
	traffic.Up += after.Up
	traffic.Down += after.Down
	t.samples[o.Op] = append(t.samples[o.Op], sample{millis: got.Millis, peak: got.PeakMB, traffic: traffic})
	return got, nil
}

func (t *trial) sameRead(got answer, want map[string]string) error {
	if !maps.Equal(got.Read, want) {
		return fmt.Errorf("read %d files that are not the %d expected ones", len(got.Read), len(want))
	}
	return nil
}

// rows are the medians, one for each operation that was measured.
func (t *trial) rows() []row {
	var out []row
	for _, op := range t.operations {
		s := t.samples[op]
		if len(s) == 0 {
			continue
		}
		out = append(out, row{
			Repository: t.repository.Name, Transport: t.transport, Op: op, Candidate: t.contender.name, Runs: len(s),
			Millis: median(s, func(x sample) float64 { return x.millis }),
			Up:     median(s, func(x sample) float64 { return float64(x.traffic.Up) }),
			Down:   median(s, func(x sample) float64 { return float64(x.traffic.Down) }),
			Turns:  median(s, func(x sample) float64 { return float64(x.traffic.Turns) }),
			PeakMB: s[len(s)-1].peak,
		})
	}
	return out
}

func median(s []sample, of func(sample) float64) float64 {
	values := make([]float64, len(s))
	for i, x := range s {
		values[i] = of(x)
	}
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}
