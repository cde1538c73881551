package gittest

import (
	"strconv"

	"golang.org/x/crypto/ssh"
)

// Option changes a Server or an SSHServer. Those that concern one of the two say so.
type Option func(*options)

type options struct {
	v0     bool
	config []string // keys and values in turn

	// HTTP
	user, password string
	bearer         string
	tls            bool

	// SSH
	authorized map[string][]ssh.PublicKey // by user
	hostKeys   []KeyType
	banner     string
	refuseEnv  bool
}

// WithoutV2 hides the client's wish for protocol v2, as an old server would. Over SSH the
// variable is accepted and ignored.
func WithoutV2() Option { return func(o *options) { o.v0 = true } }

// WithConfig sets a git configuration key on the server side.
func WithConfig(key, value string) Option {
	return func(o *options) { o.config = append(o.config, key, value) }
}

// WithBasicAuth demands a user and password over HTTP.
func WithBasicAuth(user, password string) Option {
	return func(o *options) { o.user, o.password = user, password }
}

// WithBearer demands a bearer token over HTTP.
func WithBearer(token string) Option { return func(o *options) { o.bearer = token } }

// WithTLS serves https; trust Server.HTTP.Certificate().
func WithTLS() Option { return func(o *options) { o.tls = true } }

// WithAuthorizedKey lets a user in over SSH who has a key. SSHServer.ClientKey stays good for
// the user git.
func WithAuthorizedKey(user string, key ssh.PublicKey) Option {
	return func(o *options) {
		if o.authorized == nil {
			o.authorized = map[string][]ssh.PublicKey{}
		}
		o.authorized[user] = append(o.authorized[user], key)
	}
}

// WithHostKeys gives the SSH server a host key of each type, in place of one of Ed25519.
func WithHostKeys(types ...KeyType) Option { return func(o *options) { o.hostKeys = types } }

// WithBanner makes the SSH server show a text before it lets anybody in.
func WithBanner(text string) Option { return func(o *options) { o.banner = text } }

// WithEnvRefused makes the SSH server refuse the variable GIT_PROTOCOL, as sshd does without
// "AcceptEnv GIT_PROTOCOL": git then speaks protocol v0.
func WithEnvRefused() Option { return func(o *options) { o.refuseEnv = true } }

// configEnv is WithConfig's keys as git takes them from its environment.
func (o *options) configEnv() []string {
	n := len(o.config) / 2
	env := []string{"GIT_CONFIG_COUNT=" + strconv.Itoa(n)}
	for i := range n {
		at := strconv.Itoa(i)
		env = append(env, "GIT_CONFIG_KEY_"+at+"="+o.config[2*i], "GIT_CONFIG_VALUE_"+at+"="+o.config[2*i+1])
	}
	return env
}
