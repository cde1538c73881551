package demo

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// live waits until a field of the resource in the app is what is expected.
func (s *story) live(ctx context.Context, path, field string, expected func(value string) bool) error {
	return eventually(ctx, path+" "+field+" live in the app", func(ctx context.Context) (bool, error) {
		var got object
		if err := s.api.call(ctx, s.Maya, "GET", path, nil, &got); err != nil {
			return false, err
		}
		value := fmt.Sprint(dig(got, field))
		if !expected(value) {
			return false, fmt.Errorf("%s of %s is %s", field, path, value)
		}
		return true, nil
	})
}

// dig follows a dotted path.
func dig(v any, path string) any {
	for key := range strings.SplitSeq(path, ".") {
		m, ok := v.(object)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

// editInGit pushes a hand-edited, commented file and watches it go live.
func (s *story) editInGit(ctx context.Context) error {
	const file = "models/users.yaml"
	if err := s.clone.replace(file, "  WHERE u.deleted_at IS NULL\n", "  WHERE u.deleted_at IS NULL\n    AND NOT u.is_test -- our own accounts\n"); err != nil {
		return err
	}
	if err := s.clone.replace(file, "primaryKey: id\n", "# HubSpot and Salesforce both match on it: change it only together\nprimaryKey: id\n"); err != nil {
		return err
	}
	if err := s.clone.commit(ctx, "Leave out test accounts"); err != nil {
		return err
	}
	diff, err := s.clone.git(ctx, "show", "--unified=0", "--format=")
	if err != nil {
		return err
	}
	s.text.quote(diff)
	s.text.command("git push")
	pushed := time.Now()
	if err := s.clone.push(ctx); err != nil {
		return err
	}
	if err := s.live(ctx, "/models/users", "raw.sql", func(sql string) bool { return strings.Contains(sql, "AND NOT u.is_test") }); err != nil {
		return err
	}
	s.text.say("live in the app %s after the push began", short(time.Since(pushed)))
	var history struct {
		Data []struct {
			Cause struct{ Actor struct{ Name string } }
		}
	}
	if err := s.api.call(ctx, s.Maya, "GET", "/models/users/revisions", nil, &history); err != nil {
		return err
	}
	before, err := s.clone.read(file)
	if err != nil {
		return err
	}
	s.text.command(`PATCH /api/v1/models/users  {"description": "People who can sign in"}`)
	if err := s.api.call(ctx, s.Maya, "PATCH", "/models/users", object{"description": "People who can sign in"}, nil); err != nil {
		return err
	}
	if err := s.commitOf(ctx, "models/users"); err != nil {
		return err
	}
	if err := s.clone.fresh(ctx); err != nil {
		return err
	}
	after, err := s.clone.read(file)
	if err != nil {
		return err
	}
	want := strings.Replace(before, "description: One row for each person who can sign in", "description: People who can sign in", 1)
	s.text.say("Maya's next edit in the app leaves his comments where they are")
	return expect(after == want && after != before, "the file changed in other places too:\n%s", after)
}

// together lets both sides change before either has seen the other: Jonas commits, Maya edits
// in the app, Jonas pushes while the app still waits for more of her edits. When the app was
// quicker, they do it again.
func (s *story) together(ctx context.Context, message string, git func() error, app func() error) error {
	const tries = 5
	for range tries {
		if err := s.clone.fresh(ctx); err != nil {
			return err
		}
		if err := git(); err != nil {
			return err
		}
		if err := s.clone.commit(ctx, message); err != nil {
			return err
		}
		if err := app(); err != nil {
			return err
		}
		err := s.clone.push(ctx)
		if err == nil {
			return nil
		}
		if err != errPushRefused {
			return err
		}
	}
	return errPushRefused
}

// remove deletes a file in Git, which archives the sync, and restores it in the app.
func (s *story) remove(ctx context.Context) error {
	const file = "syncs/newsletter-to-archive.yaml"
	if err := s.clone.fresh(ctx); err != nil {
		return err
	}
	before, err := s.clone.read(file)
	if err != nil {
		return err
	}
	s.text.command("git rm " + file + " && git commit && git push")
	if _, err := s.clone.git(ctx, "rm", "--quiet", file); err != nil {
		return err
	}
	if err := s.clone.commit(ctx, "The archive is not needed any more"); err != nil {
		return err
	}
	if err := s.clone.push(ctx); err != nil {
		return err
	}
	var trash struct {
		Data []struct {
			ID   int64
			Slug string
		}
	}
	err = eventually(ctx, "the sync in the trash", func(ctx context.Context) (bool, error) {
		err := s.api.call(ctx, s.Maya, "GET", "/trash", nil, &trash)
		return len(trash.Data) == 1 && trash.Data[0].Slug == "newsletter-to-archive", err
	})
	if err != nil {
		return err
	}
	s.text.say("the sync is in the app's trash, with its history")
	s.text.command(fmt.Sprintf("POST /api/v1/trash/%d/restore", trash.Data[0].ID))
	if err := s.api.call(ctx, s.Maya, "POST", fmt.Sprintf("/trash/%d/restore", trash.Data[0].ID), object{}, nil); err != nil {
		return err
	}
	if err := s.commitOf(ctx, "syncs/newsletter-to-archive"); err != nil {
		return err
	}
	if err := s.clone.fresh(ctx); err != nil {
		return err
	}
	log, err := s.clone.log(ctx, 2)
	if err != nil {
		return err
	}
	s.text.command("git log -2")
	s.text.quote(log)
	after, err := s.clone.read(file)
	if err != nil {
		return err
	}
	return expect(after == before, "the file did not come back as it was:\n%s", after)
}

// widen is the commit that is rolled back at the end.
const widen = "Widen the churn risk"

// broken pushes a file that does not parse beside a good one.
func (s *story) broken(ctx context.Context) error {
	const bad, good = "models/accounts.yaml", "models/churn-risk.yaml"
	if err := s.clone.fresh(ctx); err != nil {
		return err
	}
	if err := s.clone.replace(good, "score < 40", "score < 55"); err != nil {
		return err
	}
	if err := s.clone.commit(ctx, widen); err != nil {
		return err
	}
	if err := s.clone.replace(bad, "name: Accounts\n", "name: Accounts\n  source: oops\n"); err != nil {
		return err
	}
	if err := s.clone.commit(ctx, "Move accounts"); err != nil {
		return err
	}
	s.text.command("git push")
	if err := s.clone.push(ctx); err != nil {
		return err
	}
	if err := s.live(ctx, "/models/churn-risk", "raw.sql", func(sql string) bool { return strings.Contains(sql, "score < 55") }); err != nil {
		return err
	}
	s.text.say("%s is live", good)
	held, err := s.api.conflicts(ctx, s.Maya)
	if err != nil {
		return err
	}
	if err := expect(len(held) == 1 && held[0].Path == bad && len(held[0].Problems) > 0, "held is %v", held); err != nil {
		return err
	}
	p := held[0].Problems[0]
	s.text.say("held: %s:%d:%d: %s", held[0].Path, p.Line, p.Column, p.Message)
	if err := expect(p.Line == 2 || p.Line == 1, "the place is wrong: line %d", p.Line); err != nil {
		return err
	}
	s.text.say("the app keeps the last good version; a fix in Git lets it in, without a button")
	if err := s.clone.replace(bad, "name: Accounts\n  source: oops\n", "name: All accounts\n"); err != nil {
		return err
	}
	if err := s.clone.commit(ctx, "Mend accounts"); err != nil {
		return err
	}
	if err := s.clone.push(ctx); err != nil {
		return err
	}
	if err := s.live(ctx, "/models/accounts", "name", func(name string) bool { return name == "All accounts" }); err != nil {
		return err
	}
	return s.inSync(ctx)
}

// revert rolls back with git.
func (s *story) revert(ctx context.Context) error {
	if err := s.clone.fresh(ctx); err != nil {
		return err
	}
	log, err := s.clone.git(ctx, "log", "--format=%H", "--grep="+widen)
	if err != nil {
		return err
	}
	commit := strings.TrimSpace(log)
	if _, err := s.clone.git(ctx, "revert", "--no-edit", commit); err != nil {
		return err
	}
	s.text.command("git revert " + commit[:7] + " && git push")
	pushed := time.Now()
	if err := s.clone.push(ctx); err != nil {
		return err
	}
	if err := s.live(ctx, "/models/churn-risk", "raw.sql", func(sql string) bool { return strings.Contains(sql, "score < 40") }); err != nil {
		return err
	}
	s.text.say("the app is back at the former value %s after the push began", short(time.Since(pushed)))
	return s.inSync(ctx)
}
