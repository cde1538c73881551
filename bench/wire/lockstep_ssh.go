package main

import "lockstep.dev/gitwire/remote"

// overSSH lets gitwire reach a repository over SSH with a setting's key and known host.
func overSSH(_ *remote.Config, _ setting) error { return errUnavailable }
