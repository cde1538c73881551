package transport

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"slices"

	"lockstep.dev/gitwire/wireerr"
)

func atLeastTLS12(c *tls.Config) *tls.Config {
	if c == nil {
		return &tls.Config{MinVersion: tls.VersionTLS12}
	}
	c = c.Clone()
	c.MinVersion = max(c.MinVersion, tls.VersionTLS12)
	return c
}

// handshakeError is nil when err is not about certificates or versions of TLS. One that is
// comes again until somebody changes something.
func handshakeError(err error) *wireerr.Error {
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var bad *tls.CertificateVerificationError
	switch {
	case errors.As(err, &unknown):
		return wireerr.New(wireerr.Certificate, "%w; if the server has an authority of its own, trust that one's certificate", err)
	case errors.As(err, &name):
		return wireerr.New(wireerr.Certificate, "%w; use a name that the certificate has", err)
	case errors.As(err, &bad):
		return wireerr.New(wireerr.Certificate, "%w", err)
	case alerted(err, 42, 43, 44, 45, 46, 48, 49, 116):
		// bad, unsupported, revoked, expired, unknown certificate, unknown authority, access
		// denied, certificate required
		return wireerr.New(wireerr.Certificate, "%w; the server wants a client certificate that it knows", err)
	case alerted(err, 40): // handshake failure: what TLS 1.2 says of a missing certificate, and of ciphers
		return wireerr.New(wireerr.Certificate, "%w; the server may want a client certificate that it knows", err)
	case alerted(err, 70, 71): // protocol version, insufficient security
		return wireerr.New(wireerr.Unsupported, "%w; TLS 1.2 or newer is needed", err)
	}
	return nil
}

// alerted tells whether the server ended the handshake with one of these alerts (RFC 8446,
// section 6). crypto/tls keeps its type of what a server sends to itself, so alerts are told
// by what its public twin says.
func alerted(err error, codes ...tls.AlertError) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error" &&
		slices.ContainsFunc(codes, func(c tls.AlertError) bool { return op.Err.Error() == c.Error() })
}
