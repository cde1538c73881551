// Package githost serves bare repositories under a data directory over git's smart HTTP protocol, so that
// a workspace can be cloned from and pushed to without any other git server.
//
//	request ── name and service ── Authorize ── slot ── spool the body to a file ── git http-backend ── reply
//	                                                        └ push: one at a time per repository;
//	                                                          refs before and after it make the Push event
//
// git itself does the work, through its own `git http-backend` run as a CGI program; only this package
// needs git to be installed. The program gets an environment made from nothing: of the request only the
// method, content type and encoding, protocol version, address and user name reach it, and never a header
// such as Authorization. (net/http/cgi hands every header to the program, inherits variables and leaves
// the program running when the client has gone, so it is not used.)
//
// Nothing that was pushed is ever lost: forced pushes are accepted, and every old state stays reachable by
// the reflog or, after a branch was deleted, by its commit id.
package githost
