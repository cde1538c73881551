// Package gitsynctest is a branch in memory that behaves as Git does: commits form a chain, a
// push is a compare-and-swap on the head, replies get lost. It lets tests run tens of
// thousands of cycles; the same stories run on real git in package e2e.
package gitsynctest
