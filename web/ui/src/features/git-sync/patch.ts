// Line is one line of a unified diff.
export interface Line {
  kind: 'same' | 'added' | 'removed' | 'gap';
  text: string;
  before?: number; // line numbers, from 1
  after?: number;
}

// parsePatch reads the unified diff of one file. Its two head lines are left out; between hunks
// stands a gap.
export function parsePatch(diff: string): Line[] {
  const out: Line[] = [];
  let before = 0;
  let after = 0;
  let inside = false;
  for (const text of diff.replace(/\n$/, '').split('\n')) {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(text);
    if (hunk) {
      before = Number(hunk[1]);
      after = Number(hunk[2]);
      if (inside || before > 1) out.push({ kind: 'gap', text: '' });
      inside = true;
    } else if (!inside || text.startsWith('\\')) {
      continue;
    } else if (text.startsWith('+')) {
      out.push({ kind: 'added', text: text.slice(1), after: after++ });
    } else if (text.startsWith('-')) {
      out.push({ kind: 'removed', text: text.slice(1), before: before++ });
    } else {
      out.push({ kind: 'same', text: text.slice(1), before: before++, after: after++ });
    }
  }
  return out;
}

export function countPatch(lines: Line[]): { added: number; removed: number } {
  return { added: lines.filter((l) => l.kind === 'added').length, removed: lines.filter((l) => l.kind === 'removed').length };
}
