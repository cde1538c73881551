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
	ID        int64     `json:"id"`
	Name      string    `json:"name"`
	Emails    []string  `json:"emails" nullable:"false" doc:"The addresses that they commit with; commits from the app carry the first"`
	CreatedAt time.Time `json:"createdAt"`
}

// NewUser is an account that is to be made.
type NewUser struct {
	Name   string   `json:"name" minLength:"1" maxLength:"200"`
	Emails []string `json:"emails,omitempty" nullable:"false" maxItems:"50" doc:"The addresses that they commit with; commits from the app carry the first. Each belongs to one account"`
}

func (s *server) users(a huma.API) {
	const tag = "Users"
	register(s, a, needing(auth.ScopeAdmin, operation("list-users", http.MethodGet, "/users", tag, "List the people with accounts")), s.listPeople)
	register(s, a, needing(auth.ScopeAdmin, operation("create-user", http.MethodPost, "/users", tag, "Create an account")), s.createUser)
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

func (s *server) createUser(ctx context.Context, in *struct{ Body NewUser }) (*struct{ Body User }, error) {
	u, err := s.auth.CreateUser(ctx, in.Body.Name, in.Body.Emails...)
	if err != nil {
		return nil, err
	}
	return &struct{ Body User }{userView(u)}, nil
}

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

func userView(u auth.User) User {
	emails := u.Emails
	if emails == nil {
		emails = []string{}
	}
	return User{ID: u.ID, Name: u.Name, Emails: emails, CreatedAt: u.CreatedAt}
}
