package secret_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"lockstep.dev/secret"
)

func TestRedaction(t *testing.T) {
	r := secret.NewRedactor("p@ss/w0rd\n\"x\"", "hunter2", "abcd1234", "1234efgh", "abc")
	for _, row := range []struct{ name, in, want string }{
		{"nothing", "ordinary text", "ordinary text"},
		{"empty", "", ""},
		{"in clear", "login hunter2 failed", "login [redacted] failed"},
		{"twice", "hunter2hunter2 hunter2", "[redacted] [redacted]"},
		{"too short to know", "abc", "abc"},
		{"overlapping", "abcd1234efgh", "[redacted]"},
		{"query", "q=p%40ss%2Fw0rd%0A%22x%22&r=1", "q=[redacted]&r=1"},
		{"path", "/p@ss%2Fw0rd%0A%22x%22/z", "/[redacted]/z"},
		{"JSON", `{"k":"p@ss/w0rd\n\"x\""}`, `{"k":"[redacted]"}`},
		{"hex", "68756e74657232", "[redacted]"},
		{"base64", base64.StdEncoding.EncodeToString([]byte("hunter2")), "[redacted]"},
		{"password in a URL", "GET https://bob:s3cr:et@example.com/x", "GET https://bob:[redacted]@example.com/x"},
		{"token in a URL", "https://:s3cret@example.com/x", "https://:[redacted]@example.com/x"},
		{"URL without a password", "http://localhost:8080/a@b", "http://localhost:8080/a@b"},
		{"two URLs", "a://u:p@h b://u:p@h", "a://u:[redacted]@h b://u:[redacted]@h"},
		{"header", "Authorization: Bearer abc.def\nHost: x", "Authorization: [redacted]\nHost: x"},
		{"header in lower case", "authorization: basic Zm9vOmJhcg==", "authorization: [redacted]"},
		{"header map", "map[Authorization:[Bearer abc.def] Host:[x]]", "map[Authorization:[[redacted]] Host:[x]]"},
		{"header in JSON", `{"Authorization":"Bearer abc","b":1}`, `{"Authorization":"[redacted]","b":1}`},
		{"word authorization", "authorization failed", "authorization failed"},
		{"connection string", "host=h password=s3cret dbname=d", "host=h password=[redacted] dbname=d"},
		{"quoted in a connection string", "password='s3 cret' x", "password=[redacted] x"},
	} {
		t.Run(row.name, func(t *testing.T) { require.Equal(t, row.want, r.String(row.in)) })
	}
}

// written is every way that a secret gets into a text.
func written() map[string]func(string) string {
	quoted := func(b []byte, _ error) string { return string(b) }
	return map[string]func(string) string{
		"clear":      func(s string) string { return s },
		"query":      url.QueryEscape,
		"path":       url.PathEscape,
		"userinfo":   func(s string) string { return "x://" + url.UserPassword("user", s).String() + "@host/" },
		"json":       func(s string) string { return quoted(json.Marshal(s)) },
		"go":         strconv.Quote,
		"hex":        func(s string) string { return hex.EncodeToString([]byte(s)) },
		"base64":     func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
		"base64 url": func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
		"basic auth": func(s string) string {
			return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("me:"+s))
		},
		"error":          func(s string) string { return fmt.Errorf("dial %q: refused", s).Error() },
		"base64 inside":  func(s string) string { return base64.StdEncoding.EncodeToString([]byte("{" + s + "}")) },
		"connection":     func(s string) string { return "host=x password=" + s + " port=1" },
		"repeated":       func(s string) string { return s + s + s[:len(s)/2] + s },
		"bearer in JSON": func(s string) string { return `{"Authorization":"Bearer ` + s + `"}` },
	}
}

func TestNoSecretSurvives(t *testing.T) {
	ways := written()
	names := make([]string, 0, len(ways))
	for name := range ways {
		names = append(names, name)
	}
	// Letters of the mask are left out, so that what is found in the result came from the text.
	value := rapid.StringMatching(`[BF-Z0-9f-q@:/+%&"'\\<>é€ \n=?#]{4,24}`)
	rapid.Check(t, func(t *rapid.T) {
		secrets := rapid.SliceOfN(value, 1, 5).Draw(t, "secrets")
		r := secret.NewRedactor(secrets...)
		var text strings.Builder
		for range rapid.IntRange(1, 6).Draw(t, "parts") {
			text.WriteString(rapid.StringMatching(`[ -~\n]{0,12}`).Draw(t, "between"))
			s := rapid.SampledFrom(secrets).Draw(t, "secret")
			text.WriteString(ways[rapid.SampledFrom(names).Draw(t, "way")](s))
		}
		for name, out := range map[string]string{
			"string": r.String(text.String()),
			"error":  r.Error(errors.New(text.String())).Error(),
		} {
			for _, s := range secrets {
				for _, way := range []string{"clear", "query", "path", "hex", "base64"} {
					if form := ways[way](s); !strings.Contains("["+"redacted"+"]", form) {
						require.NotContains(t, out, form, "%s, %s", name, way)
					}
				}
			}
		}
	})
}

func TestBasicAuthIsFoundByItsPassword(t *testing.T) {
	r := secret.NewRedactor("hunter2-hunter2")
	for _, user := range []string{"", "a", "ab", "abc", "abcd"} {
		out := r.String("sent " + base64.StdEncoding.EncodeToString([]byte(user+":hunter2-hunter2")))
		require.Contains(t, out, "[redacted]", user)
	}
}

func TestRedactedErrorKeepsItsKind(t *testing.T) {
	r := secret.NewRedactor("hunter2")
	require.NoError(t, r.Error(nil))
	err := r.Error(fmt.Errorf("open hunter2: %w", &fs.PathError{Op: "open", Path: "hunter2", Err: fs.ErrNotExist}))
	require.ErrorIs(t, err, fs.ErrNotExist)
	var path *fs.PathError
	require.ErrorAs(t, err, &path)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		require.NotContains(t, fmt.Sprintf(verb, err), "hunter2", verb)
	}
}

func TestRedactorIsBounded(t *testing.T) {
	r := secret.NewRedactor("first-secret", "second-secret")
	for i := range 1023 {
		if i == 500 {
			r.Add("first-secret")
		}
		r.Add(fmt.Sprintf("filler-%04d", i))
	}
	require.Equal(t, "[redacted]", r.String("first-secret"), "added again, so kept longer")
	require.Equal(t, "second-secret", r.String("second-secret"))
	require.Equal(t, "[redacted]", r.String("filler-0000"))
	r.Add("one-more-secret")
	require.Equal(t, "filler-0000", r.String("filler-0000"))
}

func TestRedactorIsSafeForConcurrentUse(t *testing.T) {
	r := secret.NewRedactor("hunter2")
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 50 {
				r.Add(fmt.Sprintf("value-%d-%d", i, j))
				if out := r.String("a hunter2 b"); out != "a [redacted] b" {
					t.Errorf("got %q", out)
				}
			}
		})
	}
	all.Wait()
}
