import { expect, test } from 'vitest';
import { merge3 } from '@/api/merge';
import { faultsOf, linesOf, toAliases, toRows, without, withNew } from './aliasRows';

test('aliases become lines by name, and lines aliases again', () => {
  const { sources } = toRows({ sources: { prod: 'warehouse', crm: 'hubspot' } });
  expect(linesOf(withNew(sources)).map((r) => r.alias)).toEqual(['crm', 'prod', '']);
  expect(toAliases(withNew(sources))).toEqual({ crm: 'hubspot', prod: 'warehouse' });
  expect(toAliases(without(sources, 'crm'))).toEqual({ prod: 'warehouse' });
  expect(linesOf(withNew(withNew({}))).map((r) => r.key)).toEqual(['new 1', 'new 2']);
});

test('a line that is not whole, or there twice, is told', () => {
  const faults = faultsOf({
    a: { alias: 'a', slug: 'x' },
    b: { alias: 'b', slug: '' },
    c: { alias: '', slug: 'x' },
    d: { alias: 'c', slug: 'x' },
    e: { alias: 'c ', slug: 'y' },
    f: { alias: '', slug: '' },
  });
  expect(Object.keys(faults)).toEqual(['b', 'c', 'd', 'e']);
  expect(faults.b).toEqual({ slug: 'Choose what it stands for' });
  expect(faults.e?.alias).toContain('twice');
});

test('lines that two people added are joined', () => {
  const base = toRows({ sources: { prod: 'warehouse' } });
  const mine = { ...base, sources: { ...withNew(base.sources), 'new 1': { alias: 'mine', slug: 'warehouse' } } };
  const theirs = toRows({ sources: { prod: 'warehouse', theirs: 'warehouse' } });
  const got = merge3(base, mine, theirs);
  expect(got.clashes).toEqual([]);
  expect(Object.keys(toAliases(got.value.sources)).sort()).toEqual(['mine', 'prod', 'theirs']);
});
