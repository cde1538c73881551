package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/auth"
)

// Me is who asks, and by what.
type Me struct {
	User   User       `json:"user"`
	Scope  auth.Scope `json:"scope" enum:"read,write,admin" doc:"What may be done now: for a key at most what its scope says"`
	Via    string     `json:"via" enum:"session,key"`
	UserID int64      `json:"userId"`
	Name   string     `json:"name"`
	Email  string     `json:"email"`
	KeyID  int64      `json:"keyId,omitempty"`
}

// MeUpdate changes one's own account. What is left out stays.
type MeUpdate struct {
	Name   *string   `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Emails *[]string `json:"emails,omitempty" maxItems:"50" doc:"The addresses that you commit with and sign in with; commits from the app carry the first"`
}

// PasswordChange sets a new password.
type PasswordChange struct {
	Current string `json:"current" maxLength:"1000"`
	Next    string `json:"next" maxLength:"1000" doc:"10 characters or more, at most 200 bytes"`
}

type meBody = one[Me]

func (s *server) me(a huma.API) {
	const tag = "Session"
	register(s, a, operation("get-me", http.MethodGet, "/me", tag, "Who asks, and what may they do?"), s.getMe)
	register(s, a, needing(auth.ScopeRead, operation("update-me", http.MethodPatch, "/me", tag, "Change your name and addresses")), s.updateMe)
	o := needing(auth.ScopeRead, operation("change-password", http.MethodPut, "/me/password", tag, "Change your password; ends your other sessions"))
	o.DefaultStatus = http.StatusNoContent
	o.Errors = append(o.Errors, http.StatusTooManyRequests)
	o.Middlewares = append(o.Middlewares, s.visited)
	register(s, a, o, s.changePassword)
}

func (s *server) getMe(ctx context.Context, _ *struct{}) (*meBody, error) {
	return oneMe(identityOf(ctx)), nil
}

// updateMe is for anybody who signed in; a key needs to be one that may write.
func (s *server) updateMe(ctx context.Context, in *struct {
	Expect
	Body MeUpdate
}) (*meBody, error) {
	id := identityOf(ctx)
	if id.Session == "" && !id.Scope.Includes(auth.ScopeWrite) {
		return nil, tooLittle(id, auth.ScopeWrite)
	}
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	id.User, err = s.auth.UpdateUser(ctx, id.User.ID, auth.UserChange{Version: version, Name: in.Body.Name, Emails: in.Body.Emails})
	return oneMe(id), err
}

func (s *server) changePassword(ctx context.Context, in *struct{ Body PasswordChange }) (*struct{}, error) {
	return nil, s.auth.ChangePassword(ctx, identityOf(ctx), in.Body.Current, in.Body.Next, visitorOf(ctx).address)
}

// oneMe has the version of the account.
func oneMe(id auth.Identity) *meBody { return &meBody{ETag: etag(id.User.Version), Body: meView(id)} }

func meView(id auth.Identity) Me {
	via := "key"
	if id.KeyID == 0 {
		via = "session"
	}
	actor := id.User.Actor()
	return Me{User: userView(id.User), Scope: id.Scope, Via: via, UserID: actor.UserID, Name: actor.Name, Email: actor.Email, KeyID: id.KeyID}
}
