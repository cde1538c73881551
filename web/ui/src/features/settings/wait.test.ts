import { expect, test } from 'vitest';
import { inWords } from './wait';

test.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [59, '59 seconds'],
  [60, '1 minute'],
  [125, '2 minutes 5 seconds'],
])('%i is %s', (seconds, words) => {
  expect(inWords(seconds)).toBe(words);
});
