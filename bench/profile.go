package main

import (
	"os"
	"path/filepath"
	"runtime/pprof"
)

// startProfile profiles into a folder until stop; without a folder it does nothing.
func startProfile(folder string) (stop func() error, err error) {
	if folder == "" {
		return func() error { return nil }, nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	cpu, err := os.Create(filepath.Join(folder, "cpu.pprof"))
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(cpu); err != nil {
		return nil, err
	}
	return func() error {
		pprof.StopCPUProfile()
		if err := cpu.Close(); err != nil {
			return err
		}
		heap, err := os.Create(filepath.Join(folder, "heap.pprof"))
		if err != nil {
			return err
		}
		defer heap.Close()
		return pprof.WriteHeapProfile(heap)
	}, nil
}
