import { expect, test } from 'vitest';
import { textOf, wordsOf, type Place } from './place';

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

test.each<[unknown, string | null]>([
  ['a\nb', 'a\nb'],
  [3, '3'],
  [['email', 'plan'], 'email, plan'],
  [{ to: 'email', from: 'mail', ignoreNull: true }, 'to: email\nFrom: mail\nignoreNull: true'],
  [{ to: 'a', lookup: { by: 'id' } }, '{\n  "to": "a",\n  "lookup": {\n    "by": "id"\n  }\n}'],
  [undefined, null],
])('%j reads as %j', (value, text) => {
  expect(textOf(value, ['config', 'mappings', { to: 'email' }], labels)).toBe(text);
});
