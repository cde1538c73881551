package transport

import (
	"context"
	"errors"
	"net"

	"golang.org/x/crypto/ssh"

	"lockstep.dev/gitwire/wireerr"
)

// errSeen ends a handshake that was only to show the server's key.
var errSeen = errors.New("the server's key was seen")

// FetchHostKeys gives the keys that a server shows, at most one of each type, the best first.
// They are for a person to compare before KnownHosts has them: whoever is in between could
// have sent them. It does not authenticate; of cfg it needs the URL and what concerns
// connections, and each type of key is a connection.
func FetchHostKeys(ctx context.Context, cfg SSHConfig) ([]wireerr.Key, error) {
	addr, err := parseSSHAddr(cfg.URL)
	if err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	var keys []wireerr.Key
	var missing error
	for _, t := range [][]string{{ssh.KeyAlgoED25519}, {ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521}, signatureAlgorithms(ssh.KeyAlgoRSA)} {
		key, err := fetchHostKey(ctx, cfg, addr, t)
		var none *ssh.AlgorithmNegotiationError
		switch {
		case errors.As(err, &none):
			missing = err
		case err != nil:
			return nil, err
		default:
			keys = append(keys, showKey(hostName(addr.dial()), key))
		}
	}
	if len(keys) == 0 {
		return nil, missing
	}
	return keys, nil
}

func fetchHostKey(ctx context.Context, cfg SSHConfig, addr sshAddr, algorithms []string) (ssh.PublicKey, error) {
	var seen ssh.PublicKey
	conn, _, err := handshake(ctx, cfg, addr, &ssh.ClientConfig{
		User: addr.user, HostKeyAlgorithms: algorithms,
		HostKeyCallback: func(_ string, _ net.Addr, key ssh.PublicKey) error {
			seen = key
			return errSeen
		},
	})
	if seen != nil {
		return seen, nil
	}
	if err == nil { // not without a key
		conn.Close()
		err = wireerr.New(wireerr.Protocol, "the server showed no key")
	}
	return nil, err
}
