import { diff3MergeRegions, diffIndices } from 'node-diff3';
import type { Place } from '@/ui/place';
import { keepMine, type Clash, type Merged, type Pick } from './merge';

// mergeLines joins two edits of a text line by line. Places count the lines of mine for what
// clashes, and those of the result for what they changed.
export function mergeLines(base: string, mine: string, theirs: string, pick: Pick = keepMine): Merged<string> {
  if (base === theirs || mine === theirs) return { value: mine, clashes: [], theirs: [] };
  const before = mine.split('\n');
  const out: string[] = [];
  const clashes: Clash[] = [];
  for (const r of diff3MergeRegions(before, base.split('\n'), theirs.split('\n'))) {
    if (r.stable) {
      out.push(...r.bufferContent);
      continue;
    }
    const clash = { path: lines(r.aStart, r.aLength), base: text(r.oContent), mine: text(r.aContent), theirs: text(r.bContent) };
    if (clash.mine !== clash.theirs) clashes.push(clash);
    out.push(...(clash.mine === clash.theirs || pick(clash) === 'mine' ? r.aContent : r.bContent));
  }
  return { value: out.join('\n'), clashes, theirs: diffIndices(before, out).map((d) => lines(...d.buffer2)) };
}

const lines = (from: number, count: number): Place => [{ lines: [from + 1, from + count] }];

const text = (content: string[]) => (content.length === 0 ? undefined : content.join('\n'));
