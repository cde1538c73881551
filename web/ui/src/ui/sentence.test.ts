import { expect, test } from 'vitest';
import { capital, sentence } from './sentence';

test.each([
  ['the branch is gone', 'The branch is gone.'],
  ['Is it meant?', 'Is it meant?'],
  ['One of these:', 'One of these:'],
  ['Loading…', 'Loading…'],
  ['done.\n', 'Done.'],
  ['“a” is unknown', '“a” is unknown.'],
  ['', ''],
])('%j is the sentence %j', (text, said) => {
  expect(sentence(text)).toBe(said);
});

test('a capital changes nothing else', () => {
  expect(capital('élan of iOS')).toBe('Élan of iOS');
  expect(capital('')).toBe('');
});
