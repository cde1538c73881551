package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"lockstep.dev/auth"
	"lockstep.dev/workspace"
)

// User is a person with an account.
type User struct {
	ID          int64      `json:"id"`
	Name        string     `json:"name"`
	Emails      []string   `json:"emails" nullable:"false" doc:"The addresses that they commit with and sign in with; commits from the app carry the first"`
	Role        auth.Scope `json:"role" enum:"read,write,admin" doc:"What they may do; no key of theirs is worth more"`
	Version     int64      `json:"version" doc:"Rises when name, addresses or role change"`
	HasPassword bool       `json:"hasPassword" doc:"Whether they can sign in; if not, make them a link"`
	CreatedAt   time.Time  `json:"createdAt"`
	LastSeenAt  *time.Time `json:"lastSeenAt,omitempty" doc:"To within an hour"`
}

// NewUser is an account that is to be made.
type NewUser struct {
	Name   string     `json:"name" minLength:"1" maxLength:"200"`
	Emails []string   `json:"emails,omitempty" nullable:"false" maxItems:"50" doc:"The addresses that they commit with and sign in with; commits from the app carry the first. Each belongs to one account"`
	Role   auth.Scope `json:"role,omitempty" enum:"read,write,admin" doc:"What they may do; write when left out"`
}

// UserUpdate changes an account. What is left out stays.
type UserUpdate struct {
	MeUpdate
	Role *auth.Scope `json:"role,omitempty" enum:"read,write,admin"`
}

// UserLink is a new one-time link.
type UserLink struct {
	URL       string    `json:"url" doc:"By it the person chooses a password. It is shown this once, works once, and ends the person's former link"`
	ExpiresAt time.Time `json:"expiresAt"`
}

type userBody = one[User]

// AtUser names an account.
type AtUser struct {
	ID int64 `path:"id"`
}

func (s *server) users(a huma.API) {
	const tag = "Users"
	admin := func(id, method, path, summary string) huma.Operation {
		return needing(auth.ScopeAdmin, operation(id, method, path, tag, summary))
	}
	register(s, a, admin("list-users", http.MethodGet, "/users", "List the people with accounts"), s.listPeople)
	register(s, a, admin("create-user", http.MethodPost, "/users", "Create an account"), s.createUser)
	register(s, a, admin("get-user", http.MethodGet, "/users/{id}", "Get an account"), s.getUser)
	register(s, a, admin("update-user", http.MethodPatch, "/users/{id}", "Change an account"), s.updateUser)
	register(s, a, admin("remove-user", http.MethodDelete, "/users/{id}", "Remove an account, its keys and sessions"), s.removeUser)
	register(s, a, admin("create-user-link", http.MethodPost, "/users/{id}/link", "Make a one-time link by which the person chooses a password"), s.createLink)
}

func (s *server) listPeople(ctx context.Context, _ *struct{}) (*list[User], error) {
	users, err := s.auth.Users(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]User, len(users))
	for i, u := range users {
		views[i] = userView(u)
	}
	return listOf(views, false), nil
}

func (s *server) createUser(ctx context.Context, in *struct{ Body NewUser }) (*userBody, error) {
	role := in.Body.Role
	if role == "" {
		role = auth.ScopeWrite
	}
	u, err := s.auth.CreateUser(ctx, in.Body.Name, role, in.Body.Emails...)
	return oneUser(u), err
}

func (s *server) getUser(ctx context.Context, in *AtUser) (*userBody, error) {
	u, err := s.auth.User(ctx, in.ID)
	return oneUser(u), err
}

func (s *server) updateUser(ctx context.Context, in *struct {
	AtUser
	Expect
	Body UserUpdate
}) (*userBody, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	u, err := s.auth.UpdateUser(ctx, in.ID, auth.UserChange{Version: version, Name: in.Body.Name, Emails: in.Body.Emails, Role: in.Body.Role})
	return oneUser(u), err
}

func (s *server) removeUser(ctx context.Context, in *AtUser) (*struct{}, error) {
	if in.ID == identityOf(ctx).User.ID {
		return nil, workspace.Errorf(workspace.CodeConflict, "this is your own account").WithHint("somebody else who may administer can remove it")
	}
	return nil, s.auth.RemoveUser(ctx, in.ID)
}

func (s *server) createLink(ctx context.Context, in *AtUser) (*struct{ Body UserLink }, error) {
	token, expires, err := s.auth.CreateLink(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &struct{ Body UserLink }{UserLink{URL: StartURL(s.publicURL, token), ExpiresAt: expires}}, nil
}

// StartURL is where a person uses a one-time link. The token is in the fragment, which browsers
// send to nobody.
func StartURL(publicURL, token string) string { return publicURL + "/start#" + token }

// holder returns whose key is to be made: the one who asks, unless another is named.
func (s *server) holder(ctx context.Context, userID int64) (int64, error) {
	own := identityOf(ctx).User.ID
	if userID == 0 || userID == own {
		return own, nil
	}
	users, err := s.auth.Users(ctx)
	if err != nil {
		return 0, err
	}
	if !slices.ContainsFunc(users, func(u auth.User) bool { return u.ID == userID }) {
		return 0, workspace.Errorf(workspace.CodeInvalid, "there is no user %d", userID).WithHint("GET /api/v1/users lists them")
	}
	return userID, nil
}

func oneUser(u auth.User) *userBody { return &userBody{ETag: etag(u.Version), Body: userView(u)} }

func userView(u auth.User) User {
	emails := u.Emails
	if emails == nil {
		emails = []string{}
	}
	return User{
		ID: u.ID, Name: u.Name, Emails: emails, Role: u.Role, Version: u.Version, HasPassword: u.HasPassword,
		CreatedAt: u.CreatedAt, LastSeenAt: u.SeenAt,
	}
}
