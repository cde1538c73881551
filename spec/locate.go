package spec

import "lockstep.dev/workspace"

// Locate returns the problems with the line and column of their paths. A problem
// with a missing key stands at the nearest thing around it that is there, one
// with an unknown key or a whole block at its key, any other at the value.
func (f *File) Locate(problems []workspace.Problem) []workspace.Problem {
	out := make([]workspace.Problem, len(problems))
	for i, p := range problems {
		if p.Line == 0 {
			p.Line, p.Column = f.place(p)
		}
		out[i] = p
	}
	return out
}

func (f *File) place(p workspace.Problem) (line, col int) {
	for n := len(p.Path); n > 0; n-- {
		value, ok := lookup(map[string]any(f.Fields), p.Path[:n])
		if !ok {
			continue
		}
		position := f.doc.Position
		switch value.(type) {
		case nil, []any, map[string]any:
			position = f.doc.KeyPosition
		}
		if n < len(p.Path) || p.Code == "unknown_key" {
			position = f.doc.KeyPosition
		}
		if line, col, ok := position(p.Path[:n]...); ok {
			return line, col
		}
	}
	if line, col, ok := f.doc.Position(); ok {
		return line, col
	}
	return 1, 1
}

func lookup(value any, path []any) (any, bool) {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := value.(map[string]any)
			next, ok := m[step]
			if !ok {
				return nil, false
			}
			value = next
		case int:
			list, _ := value.([]any)
			if step < 0 || step >= len(list) {
				return nil, false
			}
			value = list[step]
		}
	}
	return value, true
}
