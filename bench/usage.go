package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"
)

// sample is what a piece of work took.
type sample struct {
	wall   time.Duration
	cpu    time.Duration // of this process, in user and system mode
	server time.Duration // in git on the server
	trips  int           // requests
}

// sampled measures work against the git server at an address.
func sampled(ctx context.Context, address string, work func() error) (sample, error) {
	if _, err := takeRequests(ctx, address); err != nil {
		return sample{}, err
	}
	cpu, begin := cpuTime(), time.Now()
	err := work()
	s := sample{wall: time.Since(begin), cpu: cpuTime() - cpu}
	if err != nil {
		return s, err
	}
	requests, err := takeRequests(ctx, address)
	for _, r := range requests {
		s.server += r.Took
	}
	s.trips = len(requests)
	return s, err
}

// samples are those of the same work, done several times.
type samples []sample

// put writes the medians under a name.
func (s samples) put(figures map[string]float64, name string) {
	figures[name+"_ms"] = median(s, func(x sample) float64 { return millis(x.wall) })
	figures[name+"_cpu_ms"] = median(s, func(x sample) float64 { return millis(x.cpu) })
	figures[name+"_server_ms"] = median(s, func(x sample) float64 { return millis(x.server) })
	figures[name+"_trips"] = median(s, func(x sample) float64 { return float64(x.trips) })
}

func median(s samples, of func(sample) float64) float64 {
	values := make([]float64, len(s))
	for i, x := range s {
		values[i] = of(x)
	}
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// memory returns what this process holds in memory now, and the most that it ever held, in MB
// (10⁶ bytes), as proc(5) says.
func memory() (now, peak float64, err error) {
	file, err := os.Open("/proc/self/status")
	if err != nil {
		return 0, 0, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), ":")
		place := map[string]*float64{"VmRSS": &now, "VmHWM": &peak}[key]
		if place == nil {
			continue
		}
		if _, err := fmt.Sscanf(value, "%f kB", place); err != nil {
			return 0, 0, fmt.Errorf("read %s: %w", key, err)
		}
		*place *= 1024.0 / 1e6
	}
	return now, peak, lines.Err()
}
