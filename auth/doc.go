// Package auth knows the people of an installation and how they come in: with a password, which
// begins a session, with an API key, or with a one-time link, by which they choose a password.
// Keys, links and sessions are tokens of 256 random bits. Each is told once; what is kept is its
// hash.
package auth
