package demo

import (
	"context"
	"fmt"
	"strings"
)

// merge lets both sides change different fields of one sync.
func (s *story) merge(ctx context.Context) error {
	const file = "syncs/users-to-hubspot.yaml"
	s.text.say("Maya, in the app: pauses the sync. Jonas, in Git: maps one more column. Neither has seen the other.")
	err := s.together(ctx, "Tell HubSpot the account", func() error {
		return s.clone.replace(file, "  externalIdMapping:\n", "    - to: account # for the sales team\n      from: account_id\n      type: standard\n  externalIdMapping:\n")
	}, func() error {
		return s.api.call(ctx, s.Maya, "PATCH", "/syncs/users-to-hubspot", object{"disabled": true}, nil)
	})
	if err != nil {
		return err
	}
	if err := s.commitOf(ctx, "syncs/users-to-hubspot"); err != nil {
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
	text, err := s.clone.read(file)
	if err != nil {
		return err
	}
	if err := expect(strings.Contains(text, "- to: account # for the sales team\n") && strings.Contains(text, "schedulePaused: true"), "not merged in Git:\n%s", text); err != nil {
		return err
	}
	if err := s.live(ctx, "/syncs/users-to-hubspot", "disabled", func(v string) bool { return v == "true" }); err != nil {
		return err
	}
	s.text.say("both sides have both changes")
	return s.live(ctx, "/syncs/users-to-hubspot", "configuration.mappings", func(v string) bool { return strings.Contains(v, "account_id") })
}

// conflict lets both sides change the same field, shows what is asked, and settles it.
func (s *story) conflict(ctx context.Context) error {
	const file = "syncs/churn-risk-to-slack.yaml"
	channels := func(channel string) object {
		return object{
			"mode": "message", "channel": channel, "username": "Lockstep", "iconEmoji": ":chart_with_downwards_trend:",
			"addedBody": "{{ row['account_name'] }} dropped to a health score of {{ row['score'] }}",
		}
	}
	err := s.together(ctx, "Success has a channel for alerts", func() error {
		return s.clone.replace(file, "channel: customer-success", "channel: success-alerts")
	}, func() error {
		return s.api.call(ctx, s.Maya, "PATCH", "/syncs/churn-risk-to-slack", object{"configuration": channels("churn")}, nil)
	})
	if err != nil {
		return err
	}
	var held []conflict
	err = eventually(ctx, "a conflict", func(ctx context.Context) (bool, error) {
		held, err = s.api.conflicts(ctx, s.Maya)
		return len(held) == 1 && held[0].Reason == "conflict", err
	})
	if err != nil {
		return err
	}
	if err := expect(len(held[0].Clashes) == 1, "clashes: %v", held[0].Clashes); err != nil {
		return err
	}
	clash := held[0].Clashes[0]
	s.text.say("held: %s  %s", held[0].Path, clash.Path)
	s.text.quote(fmt.Sprintf("base  %v\napp   %v  (Maya)\nrepo  %v  (Jonas)", clash.Base.Value, clash.App.Value, clash.Repo.Value))
	s.text.say("nothing is overwritten; everything else goes on")
	s.text.command("lockstep conflicts resolve syncs/churn-risk-to-slack --take repo")
	if err := s.api.call(ctx, s.Maya, "POST", s.api.gitSync("conflicts/syncs/churn-risk-to-slack/resolve"), object{"take": "repo"}, nil); err != nil {
		return err
	}
	if err := s.live(ctx, "/syncs/churn-risk-to-slack", "configuration.channel", func(v string) bool { return v == "success-alerts" }); err != nil {
		return err
	}
	var history struct {
		Data []struct{ Version int64 }
	}
	if err := s.api.call(ctx, s.Maya, "GET", "/syncs/churn-risk-to-slack/revisions", nil, &history); err != nil {
		return err
	}
	s.text.say("settled; Maya's value stays in the history of the sync (%d versions)", len(history.Data))
	if err := expect(len(history.Data) >= 3, "the history is too short: %v", history); err != nil {
		return err
	}
	return s.inSync(ctx)
}
