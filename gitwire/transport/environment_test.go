package transport

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/wireerr"
)

// The environment is read once in a process, so its reader is handed in here.
func TestABrokenProxyOfTheEnvironmentIsNotShown(t *testing.T) {
	broken := func(*http.Request) (*url.URL, error) {
		return nil, errors.New(`invalid proxy address "http://u:pr0xy@ho st"`)
	}
	c, err := NewHTTP(HTTPConfig{URL: "https://example.com/x", Idle: 1e9, Reply: 1})
	require.NoError(t, err)
	require.NotNil(t, c.client.Transport.(*http.Transport).Proxy, "the environment's proxy is the default")
	c.client.Transport.(*http.Transport).Proxy = readable(broken)
	_, err = c.Discover(t.Context(), UploadPack, nil)
	require.Equal(t, wireerr.Invalid, wireerr.KindOf(err), "%v", err)
	require.NotContains(t, err.Error(), "pr0xy")

	c, err = NewHTTP(HTTPConfig{URL: "https://example.com/x", DialContext: (&net.Dialer{}).DialContext})
	require.NoError(t, err)
	require.Nil(t, c.client.Transport.(*http.Transport).Proxy, "a tunnel is not led through the environment's proxy")
}
