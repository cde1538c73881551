package yamledit

// EditRounds is Edit that also tells how often the edit was widened.
func EditRounds(src []byte, want map[string]any, opt Options) ([]byte, int, error) {
	return edit(src, want, opt)
}
