import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeLines } from './mergeLines';

const t = (words: string) => words.split(' ').filter(Boolean).join('\n');

test.each([
  ['different lines are joined', 'a b c d', 'A b c d', 'a b c D', 'A b c D', [], [[4, 4]]],
  ['lines that they added are joined', 'a b c', 'A b c', 'a b c d e', 'A b c d e', [], [[4, 5]]],
  ['lines that they removed are gone', 'a b c d', 'A b c d', 'a b c', 'A b c', [], [[4, 3]]],
  ['the same edit is no clash', 'a b c', 'a B c', 'a B c', 'a B c', [], []],
  ['the same line is a clash', 'a b c d e', 'a b X d e', 'a b Y d E', 'a b X d E', [[3, 3]], [[5, 5]]],
  ['a line that one removed is a clash', 'a b c', 'a c', 'a B c', 'a c', [[2, 1]], []],
])('%s', (_, base, mine, theirs, value, clashes, changed) => {
  const got = mergeLines(t(base), t(mine), t(theirs));
  expect(got.value).toBe(t(value));
  expect(got.clashes.map((c) => c.path)).toEqual(clashes.map((lines) => [{ lines }]));
  expect(got.theirs).toEqual(changed.map((lines) => [{ lines }]));
});

test('what is picked stays, and the rest is joined', () => {
  const edits = [t('a b c d e'), t('A b X d e'), t('a b Y d E')] as const;
  expect(mergeLines(...edits, () => 'theirs').value).toBe(t('A b Y d E'));
  expect(mergeLines(...edits).clashes).toEqual([{ path: [{ lines: [3, 3] }], base: 'c', mine: 'X', theirs: 'Y' }]);
});

test('edits of one side alone are that side, and clashes are those of both', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 8 }).map((l) => l.join('\n'));
  fc.assert(
    fc.property(text, text, text, (base, mine, theirs) => {
      expect(mergeLines(base, mine, base).value).toBe(mine);
      expect(mergeLines(base, base, theirs).value).toBe(theirs);
      expect(mergeLines(base, base, theirs).clashes).toEqual([]);
      expect(mergeLines(base, mine, theirs).clashes.length).toBe(mergeLines(base, theirs, mine).clashes.length);
    }),
    { seed: 1, numRuns: 500 },
  );
});
