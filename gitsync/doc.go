// Package gitsync keeps a workspace and a branch the same, in both directions. A change in the
// app is a commit within seconds (outbound); a commit that somebody pushes is live in the app
// within seconds (inbound). No edit is ever lost.
//
//	       app: workspace.Service            repo: Remote (gitsync/repo)
//	              │      ▲                        │      ▲
//	   observe ───┤      │                        ├──────┼─── observe
//	              ▼      │ settle                 ▼      │ deliver
//	         ┌──────────────────────────────────────────────┐
//	base ──► │ decide (gitsync/reconcile, pure) ─► guard    │
//	         └──────────────────────────────────────────────┘
//	              │                                   │
//	              └──► base, held, state, activity ◄──┘  remember what really happened
//
// One cycle: observe.go reads both sides of what may have changed; decide.go merges, validates
// and asks guard.go; settle.go and inbound.go apply what the repo says, in one transaction;
// step.go and message.go turn the app's changes into commits, push.go announces them, sends
// them and remembers them; heal.go finds a push of which we never heard. cycle.go is the frame.
//
// The invariants, cited by number where the code upholds them:
//
//  1. An acknowledged edit is always on a side, in a revision, or in the conflict inbox.
//  2. Our pushes only fast-forward, compare-and-swap on the head we built on. Never force.
//  3. When nothing is pending, both sides mean the same.
//  4. A cycle with nothing to do makes no commit and no database write.
//  5. No path outside the configured one, and no foreign file inside it, ever changes.
//  6. A file whose meaning did not change stays byte for byte; a changed one differs only in
//     the changed lines.
//  7. No secret is ever in a blob, a commit message, a log line, an error or a plan.
//  8. Every app change is in exactly one commit, whatever crashes in between.
//  9. Dirty means "differs from the base". There is no dirty flag that could be wrong.
//  10. One bad file, one conflict, one unknown destination never stops the others.
package gitsync
