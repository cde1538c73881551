package slack_test

import (
	"testing"

	"lockstep.dev/connector/connectortest"
	"lockstep.dev/connector/slack"
)

func TestSpec(t *testing.T) {
	connectortest.Describe(t, slack.Spec(), connectortest.Examples{
		Secrets: []string{"token"},
		Config: map[string]string{
			"token":    `{"token": "xoxb-1"}`,
			"none yet": `{}`,
		},
		BadConfig: map[string]string{
			"token": `{"token": 1}`,
		},
		Sync: map[string]string{
			"message": `{"mode": "message", "channel": "C1", "addedBody": "a", "changedBody": "c", "removedBody": "r", "username": "u", "iconEmoji": ":a:"}`,
			"2021":    `{"format": "message", "channel": "C1", "addedBody": "a"}`,
		},
		BadSync: map[string]string{
			"no channel": `{"mode": "message"}`,
			"mode":       `{"mode": "shout", "channel": "C1"}`,
		},
	})
}
