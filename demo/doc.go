// Package demo plays Git Sync both ways against a running server: people edit by the API,
// other people push with git, and each step is checked on both sides. It knows the server by
// its address only.
package demo
