// Package auth knows the people of an installation and their API keys. A key is shown once;
// what is kept is its hash.
package auth
