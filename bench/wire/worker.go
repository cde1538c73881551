package main

import (
	"context"
	"crypto/sha1"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime/debug"
	"slices"
	"strconv"
	"time"
)

// workCommand lets this program be a candidate in a process of its own, so that memory is
// that candidate's alone. It reads a setting and then orders, and answers each.
const workCommand = "work"

// The operations, in the order in which they are measured.
const (
	opCold     = "cold"
	opPoll     = "poll"
	opInbound  = "inbound"
	opOutbound = "outbound"
	opConflict = "conflict"
	opBatch    = "batch"
)

func operations() []string {
	return []string{opCold, opPoll, opInbound, opOutbound, opConflict, opBatch}
}

// order is one operation. Each edit is a commit.
type order struct {
	Op    string `json:"op"`
	Edits []edit `json:"edits,omitempty"`
}

// edit appends a line to a watched file.
type edit struct {
	Path string `json:"path"`
	Line string `json:"line"`
}

// answer is what an order came to.
type answer struct {
	Millis      float64           `json:"millis"`
	PeakMB      float64           `json:"peak_mb"`
	Read        map[string]string `json:"read,omitempty"` // ids of the blobs that were read, by path
	Moved       bool              `json:"moved,omitempty"`
	Error       string            `json:"error,omitempty"`
	Unavailable bool              `json:"unavailable,omitempty"`
}

// worker is the other process.
type worker struct {
	candidate candidate
	held      map[string][]byte // content of all watched files
}

func work(ctx context.Context, stdin io.Reader, stdout io.Writer) error {
	in, out := json.NewDecoder(stdin), json.NewEncoder(stdout)
	var job struct {
		Candidate string
		Setting   setting
	}
	if err := in.Decode(&job); err != nil {
		return fmt.Errorf("read the setting: %w", err)
	}
	chosen, err := findContender(job.Candidate)
	if err != nil {
		return err
	}
	c, err := chosen.make(ctx, job.Setting)
	if err != nil {
		return out.Encode(answer{Error: err.Error(), Unavailable: errors.Is(err, errUnavailable)})
	}
	w := &worker{candidate: c}
	for err == nil {
		var o order
		if err = in.Decode(&o); err == nil {
			err = out.Encode(w.obey(ctx, o))
		}
	}
	if err == io.EOF {
		err = nil
	}
	return errors.Join(err, c.Close())
}

// obey times the candidate alone; ids are taken afterwards.
func (w *worker) obey(ctx context.Context, o order) answer {
	changes := make([]change, len(o.Edits))
	pending := map[string][]byte{}
	for i, e := range o.Edits {
		text, ok := pending[e.Path]
		if !ok {
			text = w.held[e.Path]
		}
		changes[i] = change{path: e.Path, content: append(slices.Clip(text), e.Line...)}
		pending[e.Path] = changes[i].content
	}
	var a answer
	var read map[string][]byte
	var err error
	debug.FreeOSMemory() // what reading the order left is not the candidate's
	begin := time.Now()
	switch o.Op {
	case opCold:
		read, err = w.candidate.Cold(ctx)
	case opPoll:
		a.Moved, err = w.candidate.Poll(ctx)
	case opInbound:
		read, err = w.candidate.Inbound(ctx)
	case opOutbound, opBatch:
		err = w.candidate.Push(ctx, changes)
	case opConflict:
		read, err = w.contend(ctx, changes)
	default:
		err = fmt.Errorf("there is no operation %q", o.Op)
	}
	a.Millis = float64(time.Since(begin)) / float64(time.Millisecond)
	if err != nil {
		return answer{Error: fmt.Sprintf("%s: %v", o.Op, err)}
	}
	if w.held == nil {
		w.held = map[string][]byte{}
	}
	maps.Copy(w.held, read)
	maps.Copy(w.held, pending)
	a.Read = map[string]string{}
	for path, content := range read {
		a.Read[path] = blobID(content)
	}
	if a.PeakMB, err = peakMemory(); err != nil {
		return answer{Error: err.Error()}
	}
	return a
}

// contend pushes onto a branch that somebody else has moved, reads what they did, and pushes
// again.
func (w *worker) contend(ctx context.Context, changes []change) (map[string][]byte, error) {
	switch err := w.candidate.Push(ctx, changes); {
	case err == nil:
		return nil, errors.New("a push onto a branch that has moved went through")
	case !errors.Is(err, errRefused):
		return nil, err
	}
	read, err := w.candidate.Inbound(ctx)
	if err != nil {
		return nil, err
	}
	return read, w.candidate.Push(ctx, changes)
}

// blobID is git's id of a file.
func blobID(content []byte) string {
	h := sha1.New()
	h.Write([]byte("blob " + strconv.Itoa(len(content)) + "\x00"))
	h.Write(content)
	return fmt.Sprintf("%x", h.Sum(nil))
}
