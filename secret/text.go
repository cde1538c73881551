package secret

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// mask stands wherever a secret was.
const mask = "[redacted]"

// Text is a secret string that shows itself to Reveal alone: printed, logged or marshalled it is
// "[redacted]", or "" when it is empty. The zero value is empty.
type Text struct {
	// A closure, because reflection (fmt on an unexported field, dumpers, encoders) cannot look inside.
	reveal func() string
}

// NewText hides s.
func NewText(s string) Text {
	if s == "" {
		return Text{}
	}
	return Text{reveal: func() string { return s }}
}

// Reveal returns the secret itself.
func (t Text) Reveal() string {
	if t.reveal == nil {
		return ""
	}
	return t.reveal()
}

// IsZero reports whether the text is empty.
func (t Text) IsZero() bool { return t.reveal == nil }

// Equal compares in constant time.
func (t Text) Equal(other Text) bool {
	return subtle.ConstantTimeCompare([]byte(t.Reveal()), []byte(other.Reveal())) == 1
}

func (t Text) String() string {
	if t.IsZero() {
		return ""
	}
	return mask
}

func (t Text) GoString() string { return fmt.Sprintf("secret.Text(%q)", t.String()) }

// Format prints the same for every verb and flag.
func (t Text) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.String()) }

func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

func (t Text) MarshalJSON() ([]byte, error) { return json.Marshal(t.String()) }

func (t Text) LogValue() slog.Value { return slog.StringValue(t.String()) }

// UnmarshalText takes a secret in. It refuses the mask, so that a document that was read and sent back
// does not overwrite the secret with it.
func (t *Text) UnmarshalText(raw []byte) error {
	if string(raw) == mask {
		return errors.New(mask + " stands for a secret and is not one: leave it out to keep the stored one")
	}
	*t = NewText(string(raw))
	return nil
}
