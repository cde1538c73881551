// Package schedule says when the schedule of a sync starts runs. It is pure: the time comes from
// the caller, and the same schedule gives the same times on every replica.
//
//	manual        never
//	interval      on a grid of {unit, quantity} from startDate, else from a Monday at 00:00 UTC
//	cron          five fields, or @hourly, @daily, @weekly, @monthly, @yearly
//	visual_cron   days of the week with a time of day; several of them together
//
// Times are in UTC, unless a cron or visual_cron schedule names a timezone. Where the clocks go
// forward, cron leaves out a time that is skipped and visual_cron moves it; where they go back,
// cron runs twice and visual_cron once. With a startDate nothing starts before it.
//
// The form is that of docs/format.md.
package schedule
