package auth

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"lockstep.dev/workspace"
)

// LinkLifetime is how long a link may be used, but for the owner's first one.
const LinkLifetime = 7 * 24 * time.Hour

// Link lets a person choose a password, once.
type Link struct {
	UserID    int64
	First     bool // the owner's, at the first start
	CreatedAt time.Time
	ExpiresAt *time.Time // nil: not before it is used
}

// Invitation is whom a link is for.
type Invitation struct {
	Name  string
	Email string // "" when they have none yet
	First bool
}

// Redemption is what a person chooses. Empty names and addresses stay as they are.
type Redemption struct {
	Password string
	Name     string
	Email    string // comes in place of the first address
}

// CreateLink makes a link for a person and returns its token, which is told this once. It ends
// the person's former one.
func (s *Service) CreateLink(ctx context.Context, userID int64) (token string, expires time.Time, err error) {
	expires = s.time().Add(LinkLifetime)
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		if _, err := s.store.User(ctx, userID); err != nil {
			return err
		}
		token, err = s.putLink(ctx, Link{UserID: userID, ExpiresAt: &expires})
		return err
	})
	return token, expires, err
}

// OwnerLink makes the link by which the owner, the first one who may administer, chooses a
// password. needed is false when they have one.
func (s *Service) OwnerLink(ctx context.Context) (token string, needed bool, err error) {
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		users, err := s.store.Users(ctx)
		if err != nil {
			return err
		}
		owner := slices.IndexFunc(users, func(u User) bool { return u.Role == ScopeAdmin })
		if owner < 0 || users[owner].HasPassword {
			return nil
		}
		token, err = s.putLink(ctx, Link{UserID: users[owner].ID, First: true})
		needed = err == nil
		return err
	})
	return token, needed, err
}

func (s *Service) putLink(ctx context.Context, l Link) (string, error) {
	token, err := randomText()
	if err != nil {
		return "", err
	}
	l.CreatedAt = s.time()
	return token, s.store.PutLink(ctx, l, linkHash(token))
}

// Invitation tells whom a link is for; CodeNotFound when it is unknown, used or expired.
func (s *Service) Invitation(ctx context.Context, token, address string) (Invitation, error) {
	if err := s.tries.take(s.now(), linkAccount(token), address); err != nil {
		return Invitation{}, err
	}
	l, u, err := s.link(ctx, token)
	if err != nil {
		return Invitation{}, err
	}
	out := Invitation{Name: u.Name, First: l.First}
	if len(u.Emails) > 0 && !isPlaceholder(u.Emails[0]) {
		out.Email = u.Emails[0]
	}
	return out, nil
}

// Redeem sets the person's password, ends their sessions, spends the link and begins a session.
func (s *Service) Redeem(ctx context.Context, token string, chosen Redemption, address string) (SignedIn, error) {
	if err := s.tries.take(s.now(), linkAccount(token), address); err != nil {
		return SignedIn{}, err
	}
	if err := refuseWeak(chosen.Password); err != nil {
		return SignedIn{}, err
	}
	_, u, err := s.link(ctx, token)
	if err != nil {
		return SignedIn{}, err
	}
	change := chosen.change(u)
	if change.Emails == nil && len(u.Emails) == 0 {
		return SignedIn{}, workspace.Errorf(workspace.CodeInvalid, "an e-mail address is missing").WithHint("you sign in with it")
	}
	err = s.setPassword(ctx, u.ID, chosen.Password, "", func(ctx context.Context) error {
		if err := s.store.SpendLink(ctx, linkHash(token)); err != nil {
			if workspace.CodeOf(err) == workspace.CodeNotFound {
				return badLink()
			}
			return err
		}
		_, err := s.UpdateUser(ctx, u.ID, change)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return s.begin(ctx, u, func(context.Context) error { return nil })
}

// change is what the person wants to be different about their account.
func (r Redemption) change(u User) (c UserChange) {
	if strings.TrimSpace(r.Name) != "" {
		c.Name = &r.Name
	}
	if email := strings.TrimSpace(r.Email); email != "" {
		emails := []string{email}
		for i, other := range u.Emails {
			if i > 0 && !strings.EqualFold(other, email) {
				emails = append(emails, other)
			}
		}
		c.Emails = &emails
	}
	return c
}

// link finds a link that may be used, and its person.
func (s *Service) link(ctx context.Context, token string) (Link, User, error) {
	l, err := s.store.LinkByHash(ctx, linkHash(token))
	if err == nil && l.ExpiresAt != nil && !s.time().Before(*l.ExpiresAt) {
		err = badLink()
	}
	var u User
	if err == nil {
		u, err = s.store.User(ctx, l.UserID)
	}
	if err != nil && workspace.CodeOf(err) == workspace.CodeNotFound {
		err = badLink()
	}
	return l, u, err
}

func badLink() error {
	return workspace.Errorf(workspace.CodeNotFound, "this link was used already, or has expired").
		WithHint("ask an administrator for a new one: lockstep users link EMAIL")
}

// linkHash is of the link's own kind: the token of a key is none of a link.
func linkHash(token string) []byte { return hash("link " + token) }

// linkAccount is what tries of a link are counted for.
func linkAccount(token string) string {
	return "link " + base64.RawStdEncoding.EncodeToString(linkHash(token))
}

// isPlaceholder tells an address that cannot be anybody's.
// Source: RFC 2606, section 2
func isPlaceholder(email string) bool { return strings.HasSuffix(strings.ToLower(email), ".invalid") }
