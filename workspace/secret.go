package workspace

import (
	"maps"
	"slices"
	"strings"
)

// secretWords in the name of a config key of an unknown connection type make it a secret.
func secretWords() []string {
	return []string{"password", "passphrase", "secret", "token", "apikey", "privatekey", "accesskey", "credential"}
}

// SecretKeys returns the keys of a connection's config whose values are secret, sorted: those
// that its type names or, of a type that nobody knows, those whose names say so.
func (s *Service) SecretKeys(kind Kind, typ string, config map[string]any) []string {
	if !kind.IsConnection() {
		return nil
	}
	if s.types.Known(kind, typ) {
		return s.types.SecretKeys(kind, typ)
	}
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(config)) {
		name := strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(key))
		if slices.ContainsFunc(secretWords(), func(word string) bool { return strings.Contains(name, word) }) {
			keys = append(keys, key)
		}
	}
	return keys
}

// WithoutSecrets returns fields of a kind without the values of secret keys, wherever those came
// from, and whether there were any.
func (s *Service) WithoutSecrets(kind Kind, f Fields) (Fields, bool) {
	config := f.Map("config")
	out, hidden := f, false
	for _, key := range s.SecretKeys(kind, f.Text("type"), config) {
		if value, ok := config[key]; !ok || value == nil || value == "" {
			continue
		}
		if !hidden {
			out, hidden = f.Clone(), true
		}
		delete(out.Map("config"), key)
	}
	return out, hidden
}
