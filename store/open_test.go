package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lockstep.dev/store"
	"lockstep.dev/store/storetest"
	"lockstep.dev/workspace"
)

// openVariable makes this test's program open the store that it names, write to it,
// and exit.
const openVariable = "LOCKSTEP_TEST_OPEN"

func TestMain(m *testing.M) {
	if dsn := os.Getenv(openVariable); dsn != "" {
		os.Exit(openOnce(dsn))
	}
	os.Exit(m.Run())
}

func openOnce(dsn string) int {
	s, err := store.Open(context.Background(), dsn, store.Options{Sealer: storetest.Sealer{}})
	if err == nil {
		w := workspace.Workspace{Slug: fmt.Sprint("p", os.Getpid())}
		err = s.CreateWorkspace(context.Background(), &w)
	}
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func TestProcessesThatStartTogether(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, dsn string) {
		type process struct {
			*exec.Cmd
			log bytes.Buffer
		}
		var processes []*process
		for range 4 {
			p := &process{Cmd: exec.CommandContext(t.Context(), os.Args[0])}
			p.Env = append(os.Environ(), openVariable+"="+dsn)
			p.Stdout, p.Stderr = &p.log, &p.log
			require.NoError(t, p.Start())
			processes = append(processes, p)
		}
		for _, p := range processes {
			require.NoError(t, p.Wait(), "%s", p.log.String())
		}
		s, err := store.Open(t.Context(), dsn, store.Options{Sealer: storetest.Sealer{}})
		require.NoError(t, err)
		all, err := s.Workspaces(t.Context())
		require.NoError(t, err)
		require.Len(t, all, 4)
		require.NoError(t, s.Close())
		require.NoError(t, s.Close(), "again")
	})
}

func TestOpenRefuses(t *testing.T) {
	for _, row := range []struct{ name, dsn, want string }{
		{"another engine", "mysql://root:hunter2@localhost/x", "sqlite:"},
		{"no path", "sqlite:", "missing"},
		{"a folder that is not there", "sqlite:" + filepath.Join(t.TempDir(), "none", "x.db"), "no such file"},
		{"an unreadable address", "postgres://user:hunter2@local host:port/x", "postgres://user:password"},
		{"a server that is not there", "postgres://user:hunter2@127.0.0.1:1/x?connect_timeout=2", "connect"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := store.Open(t.Context(), row.dsn, store.Options{Sealer: storetest.Sealer{}})
			require.ErrorContains(t, err, row.want)
			require.False(t, strings.Contains(err.Error(), "hunter2"), "the password is in the error")
		})
	}
	_, err := store.Open(t.Context(), "sqlite::memory:", store.Options{})
	require.ErrorContains(t, err, "sealer")
}

func TestSQLiteFileIsDurable(t *testing.T) {
	dsn := "sqlite:" + filepath.Join(t.TempDir(), "with space & ?#%41.db")
	s, err := store.Open(t.Context(), dsn, store.Options{Sealer: storetest.Sealer{}})
	require.NoError(t, err)
	for pragma, want := range map[string]string{"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "5000"} {
		var got string
		require.NoError(t, s.SQL().QueryRowContext(t.Context(), "PRAGMA "+pragma).Scan(&got))
		require.Equal(t, want, got, pragma)
	}
	require.NoError(t, s.CreateWorkspace(t.Context(), &workspace.Workspace{Slug: "kept"}))
	for _, beside := range []string{"", "-wal", "-shm", ".lock"} {
		info, err := os.Stat(strings.TrimPrefix(dsn, "sqlite:") + beside)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "others must not read %q", info.Name())
	}
	require.NoError(t, s.Close())
	s, err = store.Open(t.Context(), dsn, store.Options{Sealer: storetest.Sealer{}})
	require.NoError(t, err)
	_, err = s.WorkspaceBySlug(t.Context(), "kept")
	require.NoError(t, err)
	require.NoError(t, s.Close())
}
