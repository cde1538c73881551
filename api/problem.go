package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/workspace"
)

// Problem is an error answer: RFC 9457 with the extension members code, hint, requestId and
// problems. Programs look at code, people read detail and hint.
type Problem struct {
	Title     string         `json:"title" doc:"The status in words"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail" doc:"What is wrong"`
	Code      workspace.Code `json:"code" doc:"Stable, for programs" enum:"invalid,not_found,conflict,stale,forbidden,unauthorized,halted,rate_limited,unavailable,internal"`
	Hint      string         `json:"hint,omitempty" doc:"What to do about it"`
	RequestID string         `json:"requestId,omitempty" doc:"Find it in the server's log"`
	Problems  []Place        `json:"problems,omitempty" doc:"Each thing that is wrong, and where"`

	wait time.Duration // told as Retry-After
}

// Place is one thing that is wrong with a request or a file.
type Place struct {
	Path    string `json:"path,omitempty" doc:"Such as config.mappings[2].to" `
	Code    string `json:"code,omitempty"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	Line    int    `json:"line,omitempty" doc:"1-based place in the file"`
	Column  int    `json:"column,omitempty"`
	Warning bool   `json:"warning,omitempty"`
}

// Error returns the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus returns the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of RFC 9457.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// GetHeaders returns Retry-After, in seconds, when it is known when to try again.
func (p *Problem) GetHeaders() http.Header {
	if p.wait <= 0 {
		return nil
	}
	seconds := int64((p.wait + time.Second - 1) / time.Second)
	return http.Header{"Retry-After": {strconv.FormatInt(seconds, 10)}}
}

// Status returns the HTTP status of a code: the only such table.
func Status(code workspace.Code) int {
	switch code {
	case workspace.CodeInvalid:
		return http.StatusUnprocessableEntity
	case workspace.CodeNotFound:
		return http.StatusNotFound
	case workspace.CodeConflict, workspace.CodeHalted:
		return http.StatusConflict
	case workspace.CodeStale:
		return http.StatusPreconditionFailed
	case workspace.CodeForbidden:
		return http.StatusForbidden
	case workspace.CodeUnauthorized:
		return http.StatusUnauthorized
	case workspace.CodeRateLimited:
		return http.StatusTooManyRequests
	case workspace.CodeUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// problem turns an error into an answer. What is a fault of Lockstep is logged here, once, and
// told without its inside.
func (s *server) problem(ctx context.Context, err error) *Problem {
	var e *workspace.Error
	switch {
	case errors.As(err, &e) && e.Code != workspace.CodeInternal:
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		e = workspace.Errorf(workspace.CodeUnavailable, "the request took too long").WithHint("try again")
	default:
		s.log.ErrorContext(ctx, "request failed", "error", err, "request_id", requestID(ctx))
		e = workspace.Errorf(workspace.CodeInternal, "something went wrong inside Lockstep").
			WithHint("the server's log says more about request %s", requestID(ctx))
	}
	return &Problem{
		Title: http.StatusText(Status(e.Code)), Status: Status(e.Code), Detail: e.Message, Code: e.Code, Hint: e.Hint,
		RequestID: requestID(ctx), Problems: places(e.Problems), wait: e.Wait,
	}
}

func places(problems []workspace.Problem) []Place {
	out := make([]Place, len(problems))
	for i, p := range problems {
		out[i] = Place{
			Path: workspace.PathText(p.Path), Code: p.Code, Message: p.Message, Hint: p.Hint,
			Line: p.Line, Column: p.Column, Warning: p.Warning,
		}
	}
	return out
}

// restate gives errors that the framework found in a request the same form as all others.
// The values that were wrong are left out: they may be secrets.
func restate(ctx huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p := &Problem{
		Title: http.StatusText(m.Status), Status: m.Status, Detail: m.Detail,
		Code: codeOfStatus(m.Status), RequestID: requestID(ctx.Context()),
	}
	if m.Status == http.StatusUnprocessableEntity || m.Status == http.StatusBadRequest {
		p.Detail = "the request is not valid"
	}
	for _, detail := range m.Errors {
		path := strings.TrimPrefix(strings.TrimPrefix(detail.Location, "body"), ".")
		p.Problems = append(p.Problems, Place{Path: path, Code: "request", Message: detail.Message})
	}
	return p, nil
}

func codeOfStatus(status int) workspace.Code {
	for _, code := range []workspace.Code{
		workspace.CodeInvalid, workspace.CodeNotFound, workspace.CodeConflict, workspace.CodeStale, workspace.CodeForbidden,
		workspace.CodeUnauthorized, workspace.CodeRateLimited, workspace.CodeUnavailable, workspace.CodeInternal,
	} {
		if Status(code) == status {
			return code
		}
	}
	if status >= http.StatusInternalServerError {
		return workspace.CodeInternal
	}
	return workspace.CodeInvalid
}

func writeProblem(w http.ResponseWriter, p *Problem) {
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	// The client is gone when this fails; there is nobody left to tell.
	_ = json.NewEncoder(w).Encode(p)
}

func refuse(ctx huma.Context, p *Problem) {
	for name, values := range p.GetHeaders() {
		ctx.SetHeader(name, values[0])
	}
	ctx.SetHeader("Content-Type", p.ContentType(""))
	ctx.SetStatus(p.Status)
	_ = json.NewEncoder(ctx.BodyWriter()).Encode(p)
}
