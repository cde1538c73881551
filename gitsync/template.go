package gitsync

import (
	"fmt"
	"strings"

	"lockstep.dev/workspace"
)

// DefaultTemplate is the commit subject: the resources and what changed in them.
const DefaultTemplate = "{{subject}}"

// TemplateWords lists the words that a commit template may use, in double braces.
func TemplateWords() []string { return []string{"subject", "workspace", "author", "count"} }

// CheckTemplate refuses a template that does not make a subject.
func CheckTemplate(template string) error {
	if strings.ContainsAny(template, "\n\r") {
		return workspace.Errorf(workspace.CodeInvalid, "the commit template must be one line")
	}
	rest := template
	for {
		_, after, found := strings.Cut(rest, "{{")
		if !found {
			return nil
		}
		word, next, closed := strings.Cut(after, "}}")
		known := false
		for _, w := range TemplateWords() {
			known = known || strings.TrimSpace(word) == w
		}
		if !closed || !known {
			return workspace.Errorf(workspace.CodeInvalid, "unknown word {{%s}} in the commit template", cutLine(word, 40)).
				WithHint("use %s", "{{"+strings.Join(TemplateWords(), "}}, {{")+"}}")
		}
		rest = next
	}
}

// expand fills in a template. Words that it does not know stay as they are.
func expand(template string, words map[string]string) string {
	var pairs []string
	for _, word := range TemplateWords() {
		pairs = append(pairs, fmt.Sprintf("{{%s}}", word), words[word], fmt.Sprintf("{{ %s }}", word), words[word])
	}
	template = strings.NewReplacer(pairs...).Replace(template)
	if template = oneLine(template); template == "" {
		return words["subject"]
	}
	return template
}
