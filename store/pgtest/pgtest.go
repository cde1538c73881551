// Package pgtest runs an own PostgreSQL server for tests: a fresh cluster in a temporary folder,
// on a free port of 127.0.0.1, that ends with the test, or with the test's process.
package pgtest

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
)

// Server is a running server. It is safe for concurrent use.
type Server struct {
	address   string // host:port
	password  string
	databases atomic.Int64
}

// Start starts a server that stops when t ends. It fails t when PostgreSQL is not installed.
func Start(t testing.TB) *Server {
	t.Helper()
	programs, err := find()
	require.NoError(t, err)
	folder, err := os.MkdirTemp("", "lockstep-pg-")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	who := unprivileged(t)
	if who != nil {
		require.NoError(t, os.Chown(folder, int(who.Credential.Uid), int(who.Credential.Gid)))
	}
	s := &Server{password: rand.Text()}
	secret := filepath.Join(folder, "password")
	require.NoError(t, os.WriteFile(secret, []byte(s.password), 0o600))
	if who != nil {
		require.NoError(t, os.Chown(secret, int(who.Credential.Uid), int(who.Credential.Gid)))
	}
	data := filepath.Join(folder, "data")
	initdb := exec.Command(filepath.Join(programs, "initdb"), "-D", data, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8",
		"--auth=scram-sha-256", "--pwfile", secret, "--no-sync")
	initdb.Dir, initdb.SysProcAttr = folder, who
	out, err := initdb.CombinedOutput()
	require.NoError(t, err, "%s", out)

	for attempt := range 3 { // somebody else may take the port between its choice and its use
		if err = s.start(t, programs, data, who); err == nil {
			return s
		}
		t.Logf("start PostgreSQL, attempt %d: %v", attempt+1, err)
	}
	require.NoError(t, err)
	return nil
}

// Database makes an empty database and returns its address.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("test%d", s.databases.Add(1))
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	c, err := pgx.Connect(ctx, s.dsn("postgres"))
	require.NoError(t, err)
	defer func() { _ = c.Close(ctx) }()
	_, err = c.Exec(ctx, "CREATE DATABASE "+name)
	require.NoError(t, err)
	return s.dsn(name)
}

func (s *Server) dsn(database string) string {
	return fmt.Sprintf("postgres://postgres:%s@%s/%s?sslmode=disable", s.password, s.address, database)
}

func (s *Server) start(t testing.TB, programs, data string, who *syscall.SysProcAttr) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.address = listener.Addr().String()
	_, port, err := net.SplitHostPort(s.address)
	require.NoError(t, err)
	require.NoError(t, listener.Close())

	// The shell outlives a test process that is killed: its standard input ends, and so does the server.
	args := []string{"-c", `"$@" </dev/null & pid=$!; cat >/dev/null; kill -INT $pid; wait $pid`, "sh",
		filepath.Join(programs, "postgres"), "-D", data}
	for _, setting := range []string{"listen_addresses=127.0.0.1", "port=" + port, "unix_socket_directories=",
		"fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300", "shared_buffers=32MB", "autovacuum=off"} {
		args = append(args, "-c", setting)
	}
	server := exec.Command("sh", args...)
	var log bytes.Buffer
	server.Dir, server.SysProcAttr, server.Stdout, server.Stderr = data, who, &log, &log
	alive, err := server.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, server.Start())
	if err := s.await(); err != nil {
		stop(server, alive)
		return fmt.Errorf("%w: %s", err, log.String())
	}
	t.Cleanup(func() { stop(server, alive) })
	return nil
}

func stop(server *exec.Cmd, alive io.Closer) {
	_ = alive.Close()
	_ = server.Wait()
}

func (s *Server) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		c, err := pgx.Connect(ctx, s.dsn("postgres"))
		if err == nil {
			return c.Close(ctx)
		}
		select {
		case <-ctx.Done():
			return err
		case <-tick.C:
		}
	}
}

// find returns the folder of the newest PostgreSQL server's programs.
func find() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		return n
	}
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	if len(found) == 0 {
		return "", fmt.Errorf("PostgreSQL is not installed, but these tests need its server: apt-get install postgresql")
	}
	return filepath.Dir(found[0]), nil
}

// unprivileged returns how to start a program as somebody else than root, which PostgreSQL refuses.
func unprivileged(t testing.TB) *syscall.SysProcAttr {
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, _ := strconv.ParseUint(u.Uid, 10, 32)
			gid, _ := strconv.ParseUint(u.Gid, 10, 32)
			return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}
		}
	}
	require.FailNow(t, "there is neither a user postgres nor nobody to run PostgreSQL as")
	return nil
}
