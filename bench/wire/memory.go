package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// peakMemory is the most that this process or one of those that it has started ever held in
// memory at once, in MB (10⁶ bytes): that of the largest one, and not a sum. Its own is
// VmHWM of proc(5), since getrusage's begins with that of the process it was started by.
func peakMemory() (float64, error) {
	var children syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &children); err != nil {
		return 0, err
	}
	file, err := os.Open("/proc/self/status")
	if err != nil {
		return 0, err
	}
	defer file.Close()
	own := 0.0
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if text, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			if _, err := fmt.Sscanf(text, "%f kB", &own); err != nil {
				return 0, fmt.Errorf("read VmHWM: %w", err)
			}
		}
	}
	return max(own, float64(children.Maxrss)) * 1024 / 1e6, nil
}
