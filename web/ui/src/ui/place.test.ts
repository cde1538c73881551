import { expect, test } from 'vitest';
import { wordsOf, type Place } from './place';

const labels = { config: 'Settings', name: 'Name', 'config.mappings': 'Mappings', 'config.mappings.from': 'From' };

test.each<[Place, string]>([
  [['name'], 'Name'],
  [['config'], 'Settings'],
  [['config', 'mappings', { to: 'email' }], 'Mappings › email'],
  [['config', 'mappings', { to: 'email' }, 'from'], 'Mappings › email › From'],
  [['config', 'mappings', { order: true }], 'Mappings › order'],
  [['config', 'later'], 'Settings › later'],
  [[{ lines: [3, 3] }], 'Line 3'],
  [[{ lines: [3, 5] }], 'Lines 3 to 5'],
  [[{ lines: [3, 2] }], 'What stood before line 3'],
  [[], 'The whole'],
])('%j is %s', (path, words) => {
  expect(wordsOf(path, labels)).toBe(words);
});
