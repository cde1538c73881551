import { describe, expect, it } from 'vitest';
import { formatPath, parsePath, put, within, wordsOf, type Path } from './path';
import type { Json } from './types';

describe('a path', () => {
  it.each<[Path, string]>([
    [[], ''],
    [['name'], 'name'],
    [['config', 'mappings', 2, 'to'], 'config.mappings[2].to'],
    [[2, 'to'], '[2].to'],
    [['headers', 'a.b'], 'headers["a.b"]'],
    [['headers', '404'], 'headers.404'],
    [['headers', ''], 'headers[""]'],
    [['headers', 'a[0]'], 'headers["a[0]"]'],
    [['headers', 'the.\\"b"'], 'headers["the.\\\\\\"b\\""]'],
  ])('%j is written as %s and read again', (path, text) => {
    expect(formatPath(path)).toBe(text);
    expect(parsePath(text)).toEqual(path);
  });
});

describe('within', () => {
  const at = (path?: string) => ({ path, message: 'm' });
  it.each<[string, string | undefined, Path, string[]]>([
    ['what is at the place', 'config.host', ['config', 'host'], ['']],
    ['what is below it', 'config.mappings[2].to', ['config', 'mappings', 2], ['to']],
    ['not what is above', 'config', ['config', 'host'], []],
    ['not what begins alike', 'config.hostname', ['config', 'host'], []],
    ['not another entry', 'mappings[10].to', ['mappings', 1], []],
    ['all, for the whole', 'config.host', [], ['config.host']],
    ['what has no place, only for the whole', undefined, ['config'], []],
  ])('has %s', (_, path, place, found) => {
    expect(within([at(path)], place).map((p) => p.path)).toEqual(found);
  });
});

describe('wordsOf', () => {
  it.each([
    [{ message: 'the name is empty' }, 'The name is empty.'],
    [{ message: 'the name is empty', hint: 'give it one' }, 'The name is empty. Give it one.'],
    [{ message: 'The name is empty.', hint: 'Give it one.' }, 'The name is empty. Give it one.'],
    [{ message: 'the name is empty', hint: '' }, 'The name is empty.'],
  ])('%j is told as %s', (problem, said) => {
    expect(wordsOf(problem)).toBe(said);
  });
});

describe('put', () => {
  it.each<[string, Json | undefined, Path, Json | undefined, Json | undefined]>([
    ['sets a key', { a: 1 }, ['b'], 2, { a: 1, b: 2 }],
    ['makes what leads there', undefined, ['a', 'b'], 1, { a: { b: 1 } }],
    ['sets an entry of a list', { l: [1, 2] }, ['l', 1], 3, { l: [1, 3] }],
    ['takes a key away', { a: 1, b: 2 }, ['b'], undefined, { a: 1 }],
    ['takes nothing away where nothing is', { a: 1 }, ['b', 'c'], undefined, { a: 1 }],
    ['replaces the whole', { a: 1 }, [], 'x', 'x'],
    ['replaces what is no object on the way', { a: 'text' }, ['a', 'b'], 1, { a: { b: 1 } }],
  ])('%s', (_, value, path, next, want) => {
    const before = JSON.stringify(value);
    expect(put(value, path, next)).toEqual(want);
    expect(JSON.stringify(value)).toBe(before);
  });
});
