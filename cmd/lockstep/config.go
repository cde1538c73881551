package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"

	"github.com/caarlos0/env/v11"
	"go.yaml.in/yaml/v4"

	"lockstep.dev/secret"
)

// config is how a server runs: a file, over it the environment, over that the flags.
type config struct {
	Listen     string      `yaml:"listen" env:"LISTEN"`            // address and port
	Data       string      `yaml:"data" env:"DATA"`                // folder for all that is kept
	Database   string      `yaml:"database" env:"DATABASE"`        // empty: SQLite in the data folder
	Key        secret.Text `yaml:"-" env:"KEY"`                    // the keyset itself, instead of a file
	KeyFile    string      `yaml:"key_file" env:"MASTER_KEY_FILE"` // empty: lockstep.key in the data folder
	PublicURL  string      `yaml:"public_url" env:"PUBLIC_URL"`    // as people reach the server
	LogLevel   string      `yaml:"log_level" env:"LOG_LEVEL"`      // debug, info, warn, error
	LogFormat  string      `yaml:"log_format" env:"LOG_FORMAT"`    // text, json
	GitHost    bool        `yaml:"git_host" env:"GIT_HOST"`        // serve repositories at /git/
	OwnerName  string      `yaml:"owner_name" env:"OWNER_NAME"`    // of the first account
	OwnerEmail string      `yaml:"owner_email" env:"OWNER_EMAIL"`
}

func defaultConfig() config {
	return config{
		Listen: "127.0.0.1:8080", Data: "data", LogLevel: "info", LogFormat: "text", GitHost: true,
		OwnerName: "Owner", OwnerEmail: "owner@lockstep.invalid",
	}
}

// read fills in the file, if one is named, and the environment. Unknown keys are errors.
func (c *config) read(file string, environment map[string]string) error {
	if file != "" {
		f, err := os.Open(file)
		if err != nil {
			return usage("the configuration file cannot be read: "+err.Error(), "")
		}
		defer f.Close()
		decoder := yaml.NewDecoder(f)
		decoder.KnownFields(true)
		if err := decoder.Decode(c); err != nil && !errors.Is(err, io.EOF) {
			return usage(fmt.Sprintf("%s: %v", file, err), "")
		}
	}
	if err := env.ParseWithOptions(c, env.Options{Environment: environment, Prefix: "LOCKSTEP_"}); err != nil {
		return usage("the environment: "+err.Error(), "")
	}
	return nil
}

// check refuses what cannot work and fills in what follows from the rest.
func (c *config) check() error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return usage(fmt.Sprintf("%q is no address to listen on", c.Listen), "such as 127.0.0.1:8080")
	}
	if c.PublicURL == "" {
		if host == "" || host == "0.0.0.0" || host == "::" {
			host = "localhost"
		}
		c.PublicURL = "http://" + net.JoinHostPort(host, port)
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	if c.Data, err = filepath.Abs(c.Data); err != nil {
		return err
	}
	if c.Database == "" {
		c.Database = "sqlite:" + filepath.Join(c.Data, "lockstep.db")
	}
	if c.KeyFile == "" {
		c.KeyFile = filepath.Join(c.Data, "lockstep.key")
	}
	return nil
}

// keyring opens the key that seals secrets; a first start makes one, and says that it is fresh.
func (c *config) keyring() (ring *secret.Keyring, fresh bool, err error) {
	if !c.Key.IsZero() {
		ring, err = secret.FromEnvironment(c.Key)
		return ring, false, err
	}
	// A database that is there was sealed with a key: a missing one must not be replaced.
	if path, ok := strings.CutPrefix(c.Database, "sqlite:"); ok {
		if _, err := os.Stat(path); err == nil {
			ring, err = secret.FromFile(c.KeyFile)
			return ring, false, err
		} else if !errors.Is(err, fs.ErrNotExist) {
			return nil, false, err
		}
	}
	_, missing := os.Stat(c.KeyFile)
	ring, err = secret.FromFileOrNew(c.KeyFile)
	return ring, errors.Is(missing, fs.ErrNotExist), err
}

// logger writes to w what the redactor lets through.
func (c *config) logger(w io.Writer, redactor *secret.Redactor) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return nil, usage(fmt.Sprintf("unknown log level %q", c.LogLevel), "one of debug, info, warn, error")
	}
	options := &slog.HandlerOptions{Level: level}
	switch c.LogFormat {
	case "text":
		return slog.New(redactor.Handler(slog.NewTextHandler(w, options))), nil
	case "json":
		return slog.New(redactor.Handler(slog.NewJSONHandler(w, options))), nil
	}
	return nil, usage(fmt.Sprintf("unknown log format %q", c.LogFormat), "one of text, json")
}

// databaseText names the database for people, without a password.
func (c *config) databaseText() string {
	if path, ok := strings.CutPrefix(c.Database, "sqlite:"); ok {
		return "SQLite, " + path
	}
	return "PostgreSQL"
}

// keySource names where the key is that seals secrets.
func (c *config) keySource() string {
	if !c.Key.IsZero() {
		return "LOCKSTEP_KEY"
	}
	return c.KeyFile
}
