package main

import (
	"os"

	"lockstep.dev/gitwire/remote"
	"lockstep.dev/gitwire/transport"
)

// overSSH lets gitwire reach a repository over SSH with a setting's key and known host.
func overSSH(cfg *remote.Config, s setting) error {
	key, err := os.ReadFile(s.SSH.Key)
	if err != nil {
		return err
	}
	if cfg.SSH.Signer, err = transport.ParseKey(key, nil); err != nil {
		return err
	}
	hosts, err := os.ReadFile(s.SSH.KnownHosts)
	if err != nil {
		return err
	}
	cfg.SSH.HostKeys, err = transport.ParseKnownHosts(string(hosts))
	return err
}
