package main

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/crypto/ssh/knownhosts"

	"lockstep.dev/bench/gitcmd"
)

// network serves the bare repositories in a folder over HTTP and SSH, both behind a proxy.
type network struct {
	root  string
	files sshFiles
	ways  map[string]*proxy // by transport
	stops []func()
}

// transports are the names of the ways.
func transports() []string { return []string{"http", "ssh"} }

func startNetwork(ctx context.Context, dir string, delay time.Duration) (n *network, err error) {
	n = &network{
		root: filepath.Join(dir, "served"), ways: map[string]*proxy{},
		files: sshFiles{Key: filepath.Join(dir, "key"), KnownHosts: filepath.Join(dir, "known_hosts")},
	}
	defer func() {
		if err != nil {
			n.close()
		}
	}()
	if err := os.Mkdir(n.root, 0o755); err != nil {
		return nil, err
	}
	backend, err := gitcmd.Backend(ctx, n.root)
	if err != nil {
		return nil, err
	}
	web := httptest.NewServer(backend)
	n.stops = append(n.stops, func() {
		web.CloseClientConnections()
		web.Close()
	})
	key, err := newKey(n.files.Key)
	if err != nil {
		return nil, err
	}
	shell, err := startSSHServer(ctx, n.root, key)
	if err != nil {
		return nil, err
	}
	n.stops = append(n.stops, shell.close)
	for transport, address := range map[string]string{"http": web.Listener.Addr().String(), "ssh": shell.address()} {
		p, err := startProxy(ctx, address, delay)
		if err != nil {
			return nil, err
		}
		n.stops = append(n.stops, p.close)
		n.ways[transport] = p
	}
	host := knownhosts.Line([]string{knownhosts.Normalize(n.ways["ssh"].address())}, shell.host)
	return n, os.WriteFile(n.files.KnownHosts, []byte(host+"\n"), 0o600)
}

// url is where a repository is for clients.
func (n *network) url(transport, name string) string {
	address := n.ways[transport].address() + "/" + name
	if transport == "ssh" {
		return "ssh://git@" + address
	}
	return "http://" + address
}

func (n *network) repository(name string) string { return filepath.Join(n.root, name) }

func (n *network) close() {
	for i := len(n.stops) - 1; i >= 0; i-- {
		n.stops[i]()
	}
}
