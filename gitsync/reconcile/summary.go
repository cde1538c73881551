package reconcile

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"lockstep.dev/workspace"
)

// Changed returns the places that d changes on the sides that it writes, as dotted keys,
// sorted: workspace.ChangedPaths. What is merged differs from the base.
func Changed(d Decision) []string {
	switch {
	case d.Value == nil || d.Hold != nil:
		return nil
	case writesFields(d.Inbound) && writesFields(d.Outbound) && d.App != nil && d.Repo != nil:
		var base workspace.Fields
		if d.Base != nil {
			base = d.Base.Fields
		}
		return workspace.ChangedPaths(base, d.Value)
	case writesFields(d.Inbound) && d.App != nil:
		return workspace.ChangedPaths(d.App.Fields, d.Value)
	case writesFields(d.Outbound) && d.Repo != nil:
		return workspace.ChangedPaths(d.Repo.Fields, d.Value)
	}
	return nil
}

func writesFields(op Op) bool { return op == Update || op == Rename }

// Summary says in one line what d does: "models/users: change primaryKey, rawSql".
func Summary(d Decision) string {
	what := ""
	op := d.Outbound
	if op == None {
		op = d.Inbound
	}
	if d.Inbound == Rename {
		op = Rename
	}
	changed := listed(Changed(d))
	switch {
	case d.Hold != nil:
		what = "held: " + d.Hold.Message
	case op == Create:
		what = "create"
	case op == Remove:
		what = "delete"
	case op == Rename && changed != "":
		what = "rename from " + d.From + ", change " + changed
	case op == Rename:
		what = "rename from " + d.From
	case op == Update:
		what = "change " + changed
	case d.Keep:
		what = "keep without a file"
	default:
		what = "nothing to do"
	}
	return d.Ref.String() + ": " + what
}

// Hash identifies a plan: what would be done or held, out of which versions of both sides.
// Equal plans have equal hashes; decisions that change nothing on either side do not count.
func Hash(ds []Decision) string {
	h := sha256.New()
	enc := json.NewEncoder(h)
	for _, d := range ds {
		if d.Inbound == None && d.Outbound == None && d.Hold == nil && !d.Keep {
			continue
		}
		line := struct {
			Ref, From         string
			Inbound, Outbound Op
			Value             workspace.Digest
			Keep              bool
			Version, ID       int64
			Blob              string
			Reason            Reason
			Message           string
			Clashes           []Clash
		}{Ref: d.Ref.String(), From: d.From, Inbound: d.Inbound, Outbound: d.Outbound, Keep: d.Keep}
		if d.Value != nil {
			line.Value = d.Value.Digest()
		}
		if d.App != nil {
			line.Version, line.ID = d.App.Version, d.App.ResourceID
		}
		if d.Repo != nil {
			line.Blob = d.Repo.Blob
		}
		if d.Hold != nil {
			line.Reason, line.Message, line.Clashes = d.Hold.Reason, d.Hold.Message, d.Hold.Clashes
		}
		// Refs, digests and normalised values always marshal; a hash never fails to write.
		_ = enc.Encode(line)
	}
	return hex.EncodeToString(h.Sum(nil))
}
