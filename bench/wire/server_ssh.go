package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/crypto/ssh"

	"lockstep.dev/bench/gitcmd"
)

// sshServer runs git upload-pack and git receive-pack over SSH for one key, and passes on
// GIT_PROTOCOL as git hosts do.
type sshServer struct {
	listener net.Listener
	root     string
	config   *ssh.ServerConfig
	host     ssh.PublicKey
	stop     context.CancelFunc
	running  sync.WaitGroup
}

func startSSHServer(ctx context.Context, root string, client ssh.PublicKey) (*sshServer, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	host, err := ssh.NewSignerFromSigner(private)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	s := &sshServer{listener: l, root: root, host: host.PublicKey(), stop: stop}
	s.config = &ssh.ServerConfig{PublicKeyCallback: func(_ ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		if string(key.Marshal()) != string(client.Marshal()) {
			return nil, errors.New("not the benchmark's key")
		}
		return &ssh.Permissions{}, nil
	}}
	s.config.AddHostKey(host)
	s.running.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.running.Go(func() { s.serve(ctx, conn) })
		}
	})
	return s, nil
}

func (s *sshServer) address() string { return s.listener.Addr().String() }

// close ends all connections and waits for them.
func (s *sshServer) close() {
	s.listener.Close()
	s.stop()
	s.running.Wait()
}

func (s *sshServer) serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	_, channels, requests, err := ssh.NewServerConn(conn, s.config)
	if err != nil {
		return
	}
	var sessions sync.WaitGroup
	defer sessions.Wait()
	sessions.Go(func() { ssh.DiscardRequests(requests) })
	for c := range channels {
		if c.ChannelType() != "session" {
			_ = c.Reject(ssh.UnknownChannelType, "sessions only")
			continue
		}
		channel, requests, err := c.Accept()
		if err != nil {
			return
		}
		sessions.Go(func() { s.session(ctx, channel, requests) })
	}
}

// session runs one command with the environment that came before it.
func (s *sshServer) session(ctx context.Context, channel ssh.Channel, requests <-chan *ssh.Request) {
	defer channel.Close()
	var command sync.WaitGroup
	defer command.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	protocol := ""
	for r := range requests {
		var setting struct{ Name, Value string }
		var line struct{ Command string }
		switch {
		case r.Type == "env" && ssh.Unmarshal(r.Payload, &setting) == nil && setting.Name == "GIT_PROTOCOL":
			protocol = setting.Value
			_ = r.Reply(true, nil)
		case r.Type == "exec" && ssh.Unmarshal(r.Payload, &line) == nil:
			_ = r.Reply(true, nil)
			command.Go(func() {
				status := s.run(ctx, channel, line.Command, protocol)
				_, _ = channel.SendRequest("exit-status", false, ssh.Marshal(struct{ Status uint32 }{status}))
				channel.Close()
			})
		default:
			_ = r.Reply(false, nil)
		}
	}
}

// run gives the exit status of `git-upload-pack '/name'` or the like.
func (s *sshServer) run(ctx context.Context, channel ssh.Channel, line, protocol string) uint32 {
	service, path, _ := strings.Cut(line, " ")
	path = strings.Trim(path, "'")
	if service != "git-upload-pack" && service != "git-receive-pack" || strings.Contains(path, "..") {
		fmt.Fprintln(channel.Stderr(), "only git-upload-pack and git-receive-pack")
		return 1
	}
	cmd := exec.CommandContext(ctx, service, filepath.Join(s.root, path))
	cmd.Env = append(gitcmd.Env(s.root), "GIT_PROTOCOL="+protocol)
	cmd.Stdout, cmd.Stderr = channel, channel.Stderr()
	in, err := cmd.StdinPipe()
	if err != nil || cmd.Start() != nil {
		return 1
	}
	go func() { // ends with the channel
		_, _ = io.Copy(in, channel)
		in.Close()
	}()
	if cmd.Wait() != nil {
		return 1
	}
	return 0
}

// sshFiles is where a client's key and the known host are kept.
type sshFiles struct {
	Key        string `json:"key"`
	KnownHosts string `json:"known_hosts"`
}

// newKey makes a client's key and writes it.
func newKey(file string) (ssh.PublicKey, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
		return nil, err
	}
	signer, err := ssh.NewSignerFromSigner(private)
	if err != nil {
		return nil, err
	}
	return signer.PublicKey(), nil
}
