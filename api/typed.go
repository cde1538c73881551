package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"lockstep.dev/workspace"
)

// writtenFile is a file that somebody writes for a resource.
type writtenFile struct {
	workspaceID int64
	ref         workspace.Ref
	fields      workspace.Fields
	text        []byte
	version     int64           // the one that somebody saw and writes over; 0: whichever there is
	typed       workspace.Typed // what is kept of the text
}

// typed returns what is kept of a file besides its value.
func (s *server) typed(ctx context.Context, f writtenFile) (workspace.Typed, error) {
	if s.gitSync == nil {
		return workspace.Typed{}, nil
	}
	r, err := s.service.BySlug(ctx, f.workspaceID, f.ref)
	if err != nil {
		if workspace.CodeOf(err) != workspace.CodeNotFound {
			return workspace.Typed{}, err
		}
		r = workspace.Resource{WorkspaceID: f.workspaceID, Kind: f.ref.Kind, Slug: f.ref.Slug}
	}
	return s.gitSync.Typed(ctx, r, f.fields, f.text)
}

// seenFile returns the version that a file is to be written over. If-Match of a file names its
// text, too: a comment may change while the version does not.
func (s *server) seenFile(ctx context.Context, f writtenFile, m Expect) (int64, error) {
	tag, seen, named := strings.Cut(strings.Trim(strings.TrimPrefix(strings.TrimSpace(m.IfMatch), "W/"), `"`), ".")
	version, err := Expect{tag}.version()
	if err != nil || !named {
		return version, err
	}
	if version == 0 {
		return 0, workspace.Errorf(workspace.CodeStale, "If-Match %s is no version of a file", m.IfMatch).WithHint("send the ETag of an earlier answer")
	}
	r, err := s.service.BySlug(ctx, f.workspaceID, f.ref)
	if err != nil {
		if workspace.CodeOf(err) == workspace.CodeNotFound {
			return version, nil // applyFile says so
		}
		return 0, err
	}
	text, err := s.textOf(ctx, r)
	if err == nil && textTag(text.Text) != seen {
		err = workspace.Errorf(workspace.CodeStale, "the file of %s was changed by somebody else", f.ref).
			WithHint("read it again and repeat the change")
	}
	return version, err
}

// fileETag is the ETag of a resource's file.
func fileETag(version int64, text []byte) string {
	return `"` + strconv.FormatInt(version, 10) + "." + textTag(text) + `"`
}

func textTag(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6])
}
