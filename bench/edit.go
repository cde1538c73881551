package main

import (
	"fmt"
	"os"
	"strings"
)

// setLine sets a key at the top of a YAML file in a clone.
func setLine(file, key, value string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, key+":") {
			lines[i] = key + ": " + value
			return os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o644)
		}
	}
	return fmt.Errorf("%s has no key %s", file, key)
}
