package transport_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lockstep.dev/gitwire/transport"
	"lockstep.dev/gitwire/wireerr"
)

// silent keeps wanted failures out of the test's output.
func silent() *log.Logger { return log.New(io.Discard, "", 0) }

// issue makes a certificate, signed by its own key or by an authority's.
func issue(t *testing.T, template x509.Certificate, by *tls.Certificate) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template.SerialNumber = big.NewInt(1)
	template.BasicConstraintsValid = true
	if template.NotAfter.IsZero() {
		template.NotAfter = time.Now().Add(time.Hour)
	}
	parent, signer := &template, any(key)
	if by != nil {
		parent, signer = by.Leaf, by.PrivateKey
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, parent, &key.PublicKey, signer)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func authority(t *testing.T, name string) tls.Certificate {
	t.Helper()
	return issue(t, x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, KeyUsage: x509.KeyUsageCertSign}, nil)
}

func pool(c tls.Certificate) *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(c.Leaf)
	return p
}

func serveWith(t *testing.T, cfg *tls.Config) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(answer))
	s.Config.ErrorLog = silent()
	s.TLS = cfg
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func TestServerCertificates(t *testing.T) {
	ca, other := authority(t, "ours"), authority(t, "another")
	leaf := func(name string, until time.Time) tls.Certificate {
		return issue(t, x509.Certificate{DNSNames: []string{name}, NotAfter: until}, &ca)
	}
	for _, row := range []struct {
		name        string
		certificate tls.Certificate
		trust       tls.Certificate
		says        string
	}{
		{"authority of one's own", leaf("git.example", time.Time{}), ca, ""},
		{"unknown authority", leaf("git.example", time.Time{}), other, "trust that one's certificate"},
		{"another name", leaf("web.example", time.Time{}), ca, "use a name that the certificate has"},
		{"expired", leaf("git.example", time.Now().Add(-time.Hour)), ca, "expired"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := serveWith(t, &tls.Config{Certificates: []tls.Certificate{row.certificate}})
			c := open(t, transport.HTTPConfig{
				URL: "https://git.example/x", TLS: &tls.Config{RootCAs: pool(row.trust)},
				DialContext: byPort(map[string]*httptest.Server{"443": s}),
			})
			_, err := c.Discover(t.Context(), transport.UploadPack, nil)
			if row.says == "" {
				require.NoError(t, err)
				return
			}
			requireCertificate(t, err, row.says)
			_, err = c.ReceivePack(t.Context(), []byte("0000"), nil)
			requireCertificate(t, err, row.says)
		})
	}
}

// requireCertificate is an error that is not tried again and that says what to do.
func requireCertificate(t *testing.T, err error, says string) {
	t.Helper()
	var e *wireerr.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, wireerr.Certificate, e.Kind, "%v", err)
	require.Equal(t, wireerr.Halt, e.Class())
	require.ErrorContains(t, err, says)
	require.NotContains(t, err.Error(), "p4ss")
}

func TestClientCertificate(t *testing.T) {
	ca, other := authority(t, "ours"), authority(t, "another")
	server := issue(t, x509.Certificate{DNSNames: []string{"git.example"}}, &ca)
	usage := x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		s := serveWith(t, &tls.Config{
			Certificates: []tls.Certificate{server}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool(ca),
			MinVersion: version, MaxVersion: version,
		})
		for _, row := range []struct {
			name   string
			client []tls.Certificate
			ok     bool
		}{
			{"known", []tls.Certificate{issue(t, usage, &ca)}, true},
			{"none", nil, false},
			{"of another authority", []tls.Certificate{issue(t, usage, &other)}, false},
		} {
			t.Run(tls.VersionName(version)+" "+row.name, func(t *testing.T) {
				c := open(t, transport.HTTPConfig{
					URL: "https://git.example/x", DialContext: byPort(map[string]*httptest.Server{"443": s}),
					TLS: &tls.Config{RootCAs: pool(ca), Certificates: row.client},
				})
				_, err := c.Discover(t.Context(), transport.UploadPack, nil)
				if row.ok {
					require.NoError(t, err)
					return
				}
				requireCertificate(t, err, "a client certificate that it knows")
			})
		}
	}
}

func TestTLSIsAtLeast12(t *testing.T) {
	ca := authority(t, "ours")
	s := serveWith(t, &tls.Config{
		Certificates: []tls.Certificate{issue(t, x509.Certificate{DNSNames: []string{"git.example"}}, &ca)},
		MinVersion:   tls.VersionTLS10, MaxVersion: tls.VersionTLS11,
	})
	own := &tls.Config{RootCAs: pool(ca), MinVersion: tls.VersionTLS10}
	c := open(t, transport.HTTPConfig{URL: "https://git.example/x", TLS: own, DialContext: byPort(map[string]*httptest.Server{"443": s})})
	_, err := c.Discover(t.Context(), transport.UploadPack, nil)
	require.Equal(t, wireerr.Unsupported, wireerr.KindOf(err), "%v", err)
	require.ErrorContains(t, err, "TLS 1.2 or newer is needed")
	require.Equal(t, uint16(tls.VersionTLS10), own.MinVersion, "the caller's configuration is its own")
}
