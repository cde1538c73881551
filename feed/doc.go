// Package feed tells listeners what happens in a workspace while it happens: changes of its
// resources, the status of Git Sync, and its activity; and that something changed in what all
// workspaces share: people, API keys and the workspaces themselves.
//
//	Wake ───┐
//	500 ms ─┴─► watcher, one for each workspace that somebody listens to: looks at the database
//	               │ what is new
//	               ▼
//	            a short log  ◄── listeners, each with its own place in it
//
// The database is the truth, so what another replica did is told as well. However many listen,
// there is one look; Wake, after a change in this process, only makes it come sooner. A listener
// that falls behind the log is told to read everything again. A watcher ends with its last
// listener; Stop ends all of them.
package feed
