package gitsync

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPages(t *testing.T) {
	const commit = "/commit/{commit}"
	for _, row := range []struct{ address, remote, commit string }{
		{"https://github.com/acme/config.git", "https://github.com/acme/config", commit},
		{"https://github.com/acme/config/", "https://github.com/acme/config", commit},
		{"https://GitHub.com/acme/config", "https://github.com/acme/config", commit},
		{"git@github.com:acme/config.git", "https://github.com/acme/config", commit},
		{"ssh://git@github.com/acme/config.git", "https://github.com/acme/config", commit},
		{"ssh://git@ssh.github.com:443/acme/config.git", "https://github.com/acme/config", commit},
		{"https://github.example.com/acme/config", "https://github.example.com/acme/config", commit},
		{"https://gitlab.com/acme/data/config.git", "https://gitlab.com/acme/data/config", "/-/commit/{commit}"},
		{"git@gitlab.com:acme/data/config.git", "https://gitlab.com/acme/data/config", "/-/commit/{commit}"},
		{"ssh://git@gitlab.example.com:2222/acme/config.git", "https://gitlab.example.com/acme/config", "/-/commit/{commit}"},
		{"https://gitlab.example.com:8443/acme/config.git", "https://gitlab.example.com:8443/acme/config", "/-/commit/{commit}"},
		{"https://bitbucket.org/acme/config.git", "https://bitbucket.org/acme/config", "/commits/{commit}"},
		{"git@bitbucket.org:acme/config.git", "https://bitbucket.org/acme/config", "/commits/{commit}"},
		{"https://codeberg.org/acme/config.git", "https://codeberg.org/acme/config", commit},
		{"git@codeberg.org:acme/config.git", "https://codeberg.org/acme/config", commit},
		{"https://gitea.example.com/acme/config", "https://gitea.example.com/acme/config", commit},
		{"ssh://git@my-forgejo.example.com:222/acme/config.git", "https://my-forgejo.example.com/acme/config", commit},
		{"https://github.com/acme/a%20b.git", "https://github.com/acme/a%20b", commit},

		{"https://git.example.com/acme/config.git", "", ""},
		{"https://notgithub.example.com/acme/config.git", "", ""},
		{"https://bitbucket.example.com/scm/acme/config.git", "", ""},
		{"https://github.com/acme", "", ""},
		{"https://github.com/acme/config/tree/main", "", ""},
		{"https://github.com/acme/{commit}", "", ""},
		{"http://github.com/acme/config", "", ""},
		{"git@git.example.com:acme/config.git", "", ""},
		{"javascript://github.com/acme/config", "", ""},
		{"", "", ""},
		{"%", "", ""},
	} {
		t.Run(row.address, func(t *testing.T) {
			want := pages{}
			if row.remote != "" {
				want = pages{row.remote, row.remote + row.commit}
			}
			require.Equal(t, want, pagesOf(row.address))
		})
	}
}
