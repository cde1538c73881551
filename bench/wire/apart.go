package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
)

// apart is a candidate in a process of its own.
type apart struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *json.Decoder
}

func startApart(ctx context.Context, candidate string, s setting, stderr io.Writer) (*apart, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, workCommand)
	cmd.Stderr = stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	a := &apart{cmd: cmd, in: in, out: json.NewDecoder(out)}
	return a, json.NewEncoder(in).Encode(struct {
		Candidate string
		Setting   setting
	}{candidate, s})
}

func (a *apart) do(o order) (answer, error) {
	if err := json.NewEncoder(a.in).Encode(o); err != nil {
		return answer{}, err
	}
	var got answer
	switch err := a.out.Decode(&got); {
	case err != nil:
		return got, fmt.Errorf("%s: %w", o.Op, err)
	case got.Unavailable:
		return got, errUnavailable
	case got.Error != "":
		return got, errors.New(got.Error)
	}
	return got, nil
}

// end lets the process close what it has open.
func (a *apart) end() error { return errors.Join(a.in.Close(), a.cmd.Wait()) }
