package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
)

// generator writes a repository as a stream for git fast-import.
type generator struct {
	repository
	out    *bufio.Writer
	random *rand.ChaCha8
	dice   *rand.Rand
	when   int
	marks  int // commits so far, which are numbered from 1
}

// generate writes the same bytes for the same repository.
func generate(r repository, out io.Writer) error {
	random := rand.NewChaCha8([32]byte{42})
	g := &generator{repository: r, out: bufio.NewWriterSize(out, 1<<20), random: random, dice: rand.New(random), when: 1_700_000_000}
	g.commit("everything")
	g.file("README.md", "# "+r.Title+"\n")
	for i := range r.Other {
		g.file(otherPath(i), g.noise())
	}
	for i := range r.Files {
		g.file(r.path(i), g.yaml(i))
	}
	for i := range r.History {
		g.commit(fmt.Sprintf("change %d", i))
		k := g.dice.IntN(r.Files)
		if r.Other > 0 && i%5 != 0 {
			g.file(otherPath(g.dice.IntN(r.Other)), g.noise())
			continue
		}
		g.file(r.path(k), g.yaml(k))
	}
	for i := range r.Refs {
		name := [3]string{"refs/pull/%d/head", "refs/heads/feature/%d", "refs/tags/v0.%d"}[i%3]
		fmt.Fprintf(g.out, "reset "+name+"\nfrom :%d\n\n", i, 1+i%g.marks)
	}
	fmt.Fprintln(g.out, "done")
	return g.out.Flush()
}

func otherPath(i int) string {
	return fmt.Sprintf("src/m%02d/p%02d/c%02d/f%05d.bin", i%50, i/50%50, i/2500, i)
}

func (g *generator) commit(message string) {
	g.when += 60
	g.marks++
	fmt.Fprintf(g.out, "commit refs/heads/main\nmark :%d\ncommitter Bot <bot@example.com> %d +0000\ndata %d\n%s\n",
		g.marks, g.when, len(message), message)
}

func (g *generator) file(path, content string) {
	fmt.Fprintf(g.out, "M 100644 inline %s\ndata %d\n%s\n", path, len(content), content)
}

// noise is some 6.4 KB that no one can compress.
func (g *generator) noise() string {
	b := make([]byte, 3000+g.dice.IntN(6800))
	_, _ = g.random.Read(b) // never fails
	return string(b)
}

// yaml is a file as long as those that people write, with values of its own.
func (g *generator) yaml(i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "kind: connector\nid: o-%05d\nname: object number %d\nspec:\n  host: host-%d.example.com\n  port: %d\n  labels:\n",
		i, i, g.dice.IntN(5000), g.dice.IntN(60_000))
	lines := 4 + g.dice.IntN(14)
	for k := range lines {
		fmt.Fprintf(&b, "    key%02d: value-%08x\n", k, g.dice.Uint32())
	}
	b.WriteString("  steps:\n")
	for k := range lines {
		fmt.Fprintf(&b, "    - name: step-%d\n      run: transform --mode=fast --id=%d\n      timeout: 30s\n", k, g.dice.IntN(10_000))
	}
	return b.String()
}
