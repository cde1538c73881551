import { expect, test } from 'vitest';
import { begin, beginning, moved, write } from './written';

const now = { blob: 'aa', appVersion: 3 };

test('a text is stale when either side moved on, also when somebody types on', () => {
  const text = write(undefined, now, 'name: Users');
  expect(moved(text, now)).toBeUndefined();
  expect(moved(text, { ...now, blob: 'bb' })).toEqual({ git: true, app: false });
  expect(moved(text, { ...now, appVersion: 4 })).toEqual({ git: false, app: true });
  const later = { blob: 'bb', appVersion: 3 };
  expect(moved(write(text, later, 'name: People'), later)).toEqual({ git: true, app: false });
});

test('a text that is kept after a look is for the sides as they are', () => {
  const later = { blob: 'bb', appVersion: 4 };
  expect(moved(begin(later, 'name: Users'), later)).toBeUndefined();
  expect(moved(undefined, later)).toBeUndefined();
});

test('the text goes on from what was chosen, and from what was written', () => {
  const held = { ...now, mergedText: 'name: App', appText: 'name: App', repoText: 'name: Git' };
  const chosen = begin(now, 'name: Git');
  expect(beginning(undefined, undefined, held)).toBe('name: App');
  expect(beginning(undefined, chosen, held)).toBe('name: Git');
  expect(beginning(write(undefined, now, ''), chosen, held)).toBe('');
  expect(beginning(undefined, chosen, { ...held, blob: 'bb' })).toBe('name: App');
  expect(beginning(undefined, undefined, { ...now, repoText: 'name: Git' })).toBe('name: Git');
});
