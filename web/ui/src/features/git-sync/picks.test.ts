import { expect, test } from 'vitest';
import { asPicks, asText, chooseAll, fromText, isLong, stillMeant, unchosen, type Clash } from './picks';

const view = (value: unknown) => ({ present: true, value });
const clash = (path: string, app: unknown, repo: unknown, base: unknown = 'old'): Clash => ({ path, app: view(app), repo: view(repo), base: view(base) });

test('a choice stands as long as its clash is the same', () => {
  const name = clash('name', 'a', 'b');
  const sql = clash('rawSql', 'x', 'y');
  const choices = { name: { take: 'app' as const, of: name }, rawSql: { take: 'repo' as const, of: sql } };
  expect(stillMeant(choices, [name, sql])).toEqual({ kept: choices, dropped: [] });
  expect(stillMeant(choices, [clash('name', 'a', 'other'), sql])).toEqual({ kept: { rawSql: choices.rawSql }, dropped: ['name'] });
  expect(stillMeant(choices, [])).toEqual({ kept: {}, dropped: ['name', 'rawSql'] });
});

test('what nobody chose for is named', () => {
  const name = clash('name', 'a', 'b');
  const sql = clash('rawSql', 'x', 'y');
  expect(unchosen({ name: { take: 'app', of: name } }, [name, sql])).toEqual(['rawSql']);
  expect(unchosen(chooseAll([name, sql], 'repo'), [name, sql])).toEqual([]);
});

test('choices become picks; only one’s own value is sent along', () => {
  const name = clash('name', 'a', 'b');
  expect(asPicks({ name: { take: 'value', value: 'c', of: name }, x: { take: 'base', value: 'never', of: name } })).toEqual([
    { path: 'name', take: 'value', value: 'c' },
    { path: 'x', take: 'base' },
  ]);
  expect(asPicks(chooseAll([name], 'repo'))).toEqual([{ path: 'name', take: 'repo' }]);
});

test('long values are those of many characters or lines', () => {
  expect(isLong(clash('name', 'short', 'also'))).toBe(false);
  expect(isLong(clash('rawSql', 'select 1', 'select\n2'))).toBe(true);
  expect(isLong(clash('config', { a: 'b' }, {}))).toBe(true);
});

test('values are shown as text and read back', () => {
  expect(asText(view('x'))).toBe('x');
  expect(asText(view(3))).toBe('3');
  expect(asText(view(null))).toBe('null');
  expect(asText({ present: false })).toBe('');
  expect(fromText('12', clash('name', 'a', 'b'))).toBe('12');
  expect(fromText('12', clash('limit', 1, 2, 3))).toBe(12);
  expect(fromText('{', clash('limit', 1, 2, 3))).toBeUndefined();
  expect(fromText('word', clash('limit', 1, 'x'))).toBe('word');
});
