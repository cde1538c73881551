import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { merge3, same, type Json, type Pick } from './merge';

// The same edits are made each time.
const eachTime = { seed: 1, numRuns: 500 };

const theirs: Pick = () => 'theirs';

test('edits of different fields are joined', () => {
  const base = { name: 'Users', sql: 'select 1', config: { a: 1, b: 2 } };
  const got = merge3(base, { ...base, name: 'People' }, { ...base, config: { a: 1, b: 3 } });
  expect(got.value).toEqual({ name: 'People', sql: 'select 1', config: { a: 1, b: 3 } });
  expect(got.clashes).toEqual([]);
  expect(got.theirs).toEqual([['config', 'b']]);
});

test('the same edit on both sides is no clash', () => {
  expect(merge3({ a: 1 }, { a: 2 }, { a: 2 })).toEqual({ value: { a: 2 }, clashes: [], theirs: [] });
});

test('a field that both changed is a clash and keeps mine until it is settled', () => {
  const edits = [{ c: { a: 1, b: 1 } }, { c: { a: 2, b: 1 } }, { c: { a: 3, b: 9 } }] as const;
  const got = merge3<unknown>(...edits);
  expect(got.value).toEqual({ c: { a: 2, b: 9 } });
  expect(got.clashes).toEqual([{ path: ['c', 'a'], base: 1, mine: 2, theirs: 3 }]);
  expect(merge3<unknown>(...edits, theirs).value).toEqual({ c: { a: 3, b: 9 } });
});

test('a field that one side removed and the other changed is a clash', () => {
  const got = merge3<{ a?: number }>({ a: 1 }, {}, { a: 2 });
  expect(got.clashes).toEqual([{ path: ['a'], base: 1, mine: undefined, theirs: 2 }]);
  expect(got.value).toEqual({});
  expect(merge3<{ a?: number }>({ a: 1 }, {}, { a: 2 }, theirs).value).toEqual({ a: 2 });
});

test('a field that only they removed is gone', () => {
  expect(merge3<{ a?: number; b: number }>({ a: 1, b: 1 }, { a: 1, b: 2 }, { b: 1 }).value).toEqual({ b: 2 });
});

test('lists of entries without a name are one field', () => {
  expect(merge3({ l: [1, 2] }, { l: [1, 2, 3] }, { l: [0, 1, 2] }).clashes).toHaveLength(1);
});

test('values are compared by what they hold', () => {
  expect(same({ a: [1, { b: null }], c: undefined }, { a: [1, { b: null }] })).toBe(true);
  expect(same([1], { 0: 1 })).toBe(false);
  expect(same(null, {})).toBe(false);
});

// m is a mapping, and a list of them by their names: "a b c".
const m = (to: string, from = to) => ({ to, from });
const list = (names: string) => names.split(' ').filter(Boolean).map((n) => m(n));

describe('lists of mappings', () => {
  test.each<[string, Json[], Json[], Json[], Json[], Json[][], Json[]?]>([
    ['edits of different mappings are joined', list('a b'), [m('a', 'x'), m('b')], [m('a'), m('b', 'y')], [m('a', 'x'), m('b', 'y')], []],
    ['edits of different keys of one mapping are joined', [m('a')], [m('a', 'x')], [{ ...m('a'), ignoreNull: true }], [{ ...m('a', 'x'), ignoreNull: true }], []],
    ['the same key of one mapping is a clash', [m('a')], [m('a', 'x')], [m('a', 'y')], [m('a', 'x')], [[{ to: 'a' }, 'from']], [m('a', 'y')]],
    ['both add another one', list('a'), list('a b'), list('a c'), list('a b c'), []],
    ['both add the same one', list('a'), list('a b'), list('a b'), list('a b'), []],
    ['both add one of the same name', list('a'), [m('a'), m('b', 'x')], [m('a'), m('b', 'y')], [m('a'), m('b', 'x')], [[{ to: 'b' }, 'from']], [m('a'), m('b', 'y')]],
    ['each removes one', list('a b c'), list('b c'), list('a b'), list('b'), []],
    ['one removes what the other changed', list('a b'), list('b'), [m('a', 'y'), m('b')], list('b'), [[{ to: 'a' }]], [m('a', 'y'), m('b')]],
    ['I move, they change', list('a b c'), list('c a b'), [m('a', 'y'), m('b'), m('c')], [m('c'), m('a', 'y'), m('b')], []],
    ['they move, I change', list('a b c'), [m('a', 'x'), m('b'), m('c')], list('c a b'), [m('c'), m('a', 'x'), m('b')], []],
    ['I move, they add', list('a b'), list('b a'), list('a n b'), list('b a n'), []],
    ['both move in the same way', list('a b c'), [m('c'), m('b'), m('a', 'x')], list('c b a'), [m('c'), m('b'), m('a', 'x')], []],
    ['both move in different ways', list('a b c'), list('b a c'), list('a c b'), list('b a c'), [[{ order: true }]], list('a c b')],
    ['there was no list', [], list('a'), list('b'), list('a b'), []],
    ['a mapping that I add has no name yet', list('a b'), [m('a'), m(''), m('b')], [m('a', 'y'), m('b')], [m('a', 'y'), m(''), m('b')], []],
    ['a mapping within an object', [{ to: 'o', from: list('a b') }], [{ to: 'o', from: [m('a', 'x'), m('b')] }], [{ to: 'o', from: [m('a'), m('b', 'y')] }], [{ to: 'o', from: [m('a', 'x'), m('b', 'y')] }], []],
    ['two of one name are a list without names', list('a b'), [m('a'), m('a', 'x')], [m('a', 'y'), m('b')], [m('a'), m('a', 'x')], [[]], [m('a', 'y'), m('b')]],
  ])('%s', (_, base, my, their, value, clashes, otherwise = value) => {
    const got = merge3<Json>(base, my, their);
    expect(got.value).toEqual(value);
    expect(got.clashes.map((c) => c.path)).toEqual(clashes);
    expect(merge3<Json>(base, my, their, theirs).value).toEqual(otherwise);
  });

  test('what they changed is told by its place', () => {
    const got = merge3({ mappings: list('a b') }, { mappings: [m('a', 'x'), m('b')] }, { mappings: [m('b', 'y'), m('a')] });
    const places = [['mappings', { order: true }], ['mappings', { to: 'b' }, 'from']];
    expect(got.theirs).toEqual(places);
    expect(merge3({ mappings: list('a b') }, { mappings: list('a b') }, { mappings: [m('b', 'y'), m('a')] }).theirs).toEqual(places);
  });
});

describe('any edits of mappings', () => {
  const mappings = fc.uniqueArray(fc.record({ to: fc.constantFrom('a', 'b', 'c', 'd', 'e'), from: fc.constantFrom('x', 'y', 'z') }), { selector: (e) => e.to });
  const names = (l: { to: string }[]) => l.map((e) => e.to);

  test('of one side alone are that side', () => {
    fc.assert(
      fc.property(mappings, mappings, (base, edited) => {
        expect(merge3(base, edited, base)).toEqual({ value: edited, clashes: [], theirs: [] });
        expect(merge3(base, base, edited).value).toEqual(edited);
      }),
      eachTime,
    );
  });

  test('keep what each side added or changed, and bring nothing else', () => {
    fc.assert(
      fc.property(mappings, mappings, mappings, (base, my, their) => {
        const got = merge3(base, my, their);
        const clashing = new Set(got.clashes.flatMap((c) => c.path.flatMap((s) => (typeof s === 'object' && 'to' in s ? [s.to] : []))));
        expect(new Set(names(got.value)).size).toBe(got.value.length);
        for (const to of ['a', 'b', 'c', 'd', 'e'].filter((n) => !clashing.has(n))) {
          const [b, mi, th, v] = [base, my, their, got.value].map((l) => l.find((e) => e.to === to));
          expect(v).toEqual(same(mi, b) ? th : mi);
        }
      }),
      eachTime,
    );
  });

  test('clash in the same places whoever merges', () => {
    fc.assert(
      fc.property(mappings, mappings, mappings, (base, my, their) => {
        const places = (l: { path: unknown }[]) => l.map((c) => JSON.stringify(c.path)).sort();
        expect(places(merge3(base, my, their).clashes)).toEqual(places(merge3(base, their, my).clashes));
      }),
      eachTime,
    );
  });
});
