package demo

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"lockstep.dev/examples"
)

// sample fills the workspace from the sample's files.
func (s *story) sample(ctx context.Context) error {
	acme, err := examples.Acme()
	if err != nil {
		return err
	}
	count := map[string]int{}
	for _, folder := range []string{"sources", "destinations", "models", "syncs"} {
		files, err := fs.Glob(acme, folder+"/*.yaml")
		if err != nil {
			return err
		}
		for _, file := range files {
			text, err := fs.ReadFile(acme, file)
			if err != nil {
				return err
			}
			slug := strings.TrimSuffix(path.Base(file), ".yaml")
			if err := s.api.call(ctx, s.Maya, "PUT", "/files/"+folder+"/"+slug, text, nil); err != nil {
				return err
			}
			count[folder]++
		}
	}
	s.text.say("%d sources, %d destinations, %d models and %d syncs of a company that sells software",
		count["sources"], count["destinations"], count["models"], count["syncs"])
	return expect(count["models"] == 8 && count["syncs"] == 10, "the sample is not whole: %v", count)
}

// export connects the workspace to the built-in host and shows the first commit.
func (s *story) export(ctx context.Context) error {
	connect := object{"direction": "app-to-repo", "settings": object{"builtIn": true, "writeManifest": true}}
	var plan struct {
		Hash     string
		Outbound int
	}
	if err := s.api.call(ctx, s.Maya, "POST", s.api.gitSync("preview"), connect, &plan); err != nil {
		return err
	}
	s.text.say("preview: %d files to write; what was shown is what happens (plan %s)", plan.Outbound, plan.Hash)
	connect["plan"] = plan.Hash
	began := time.Now()
	if err := s.api.call(ctx, s.Maya, "POST", s.api.gitSync("connect"), connect, nil); err != nil {
		return err
	}
	if err := s.inSync(ctx); err != nil {
		return err
	}
	s.text.say("connected and exported after %s", short(time.Since(began)))
	s.text.command("git clone " + s.Repo)
	if _, err := s.clone.run(ctx, s.clone.home, "clone", "--quiet", s.Repo, s.clone.dir); err != nil {
		return err
	}
	log, err := s.clone.log(ctx, 10)
	if err != nil {
		return err
	}
	s.text.command("git log --oneline")
	s.text.quote(log)
	files, err := s.clone.git(ctx, "ls-files")
	if err != nil {
		return err
	}
	if err := expect(strings.Count(log, "\n") == 1, "the first export is not one commit:\n%s", log); err != nil {
		return err
	}
	return expect(strings.Count(files, "\n") == plan.Outbound, "the export is not what the preview showed:\n%s", files)
}

// editInApp changes one field by the API and shows the commit that it made.
func (s *story) editInApp(ctx context.Context) error {
	s.text.command(`PATCH /api/v1/syncs/trials-to-slack  {"schedule": every 5 minutes}`)
	began := time.Now()
	schedule := object{"type": "interval", "schedule": object{"interval": object{"unit": "minute", "quantity": 5}}}
	if err := s.api.call(ctx, s.Maya, "PATCH", "/syncs/trials-to-slack", object{"schedule": schedule}, nil); err != nil {
		return err
	}
	if err := s.commitOf(ctx, "syncs/trials-to-slack"); err != nil {
		return err
	}
	s.text.say("in Git after %s: the app waits 1 s for more edits, then pushes", short(time.Since(began)))
	if err := s.clone.fresh(ctx); err != nil {
		return err
	}
	show, err := s.clone.git(ctx, "show", "--unified=0", "--format=%h  %an <%ae>%n%n%B")
	if err != nil {
		return err
	}
	s.text.command("git show")
	s.text.quote(show)
	author, err := s.clone.git(ctx, "log", "-1", "--format=%an <%ae>")
	if err != nil {
		return err
	}
	if err := expect(author == fmt.Sprintf("%s <%s>\n", s.Maya.Name, s.Maya.Email), "the author is %s", author); err != nil {
		return err
	}
	numbers, err := s.clone.git(ctx, "show", "--numstat", "--format=")
	if err != nil {
		return err
	}
	return expect(numbers == "1\t1\tsyncs/trials-to-slack.yaml\n", "the diff is not one line: %s", numbers)
}

// inSync waits until both sides are the same.
func (s *story) inSync(ctx context.Context) error {
	return eventually(ctx, "both sides the same", func(ctx context.Context) (bool, error) {
		state, message, err := s.api.state(ctx, s.Maya)
		if err == nil && state != "in_sync" {
			err = fmt.Errorf("the state is %s: %s", state, message)
		}
		return state == "in_sync", err
	})
}

// commitOf waits until the newest outbound commit is about the resource.
func (s *story) commitOf(ctx context.Context, ref string) error {
	return eventually(ctx, "a commit of "+ref, func(ctx context.Context) (bool, error) {
		found, err := s.api.activities(ctx, s.Maya)
		if err != nil || len(found) == 0 {
			return false, err
		}
		return found[0].Flow == "OUTBOUND" && strings.HasPrefix(found[0].Summary, ref), nil
	})
}
