import { expect, test } from 'vitest';
import { faultsOf, toAliases, toRows } from './aliasRows';

test('aliases become lines by name, and lines aliases again', () => {
  const rows = toRows({ prod: 'warehouse', crm: 'hubspot' });
  expect(rows.map((r) => r.alias)).toEqual(['crm', 'prod']);
  expect(toAliases([...rows, { key: 9, alias: ' ', slug: '' }])).toEqual({ crm: 'hubspot', prod: 'warehouse' });
});

test('a line that is not whole, or there twice, is told', () => {
  const faults = faultsOf([
    { key: 1, alias: 'a', slug: 'x' },
    { key: 2, alias: 'b', slug: '' },
    { key: 3, alias: '', slug: 'x' },
    { key: 4, alias: 'c', slug: 'x' },
    { key: 5, alias: 'c ', slug: 'y' },
    { key: 6, alias: '', slug: '' },
  ]);
  expect([...faults.keys()]).toEqual([2, 3, 4, 5]);
  expect(faults.get(2)).toEqual({ slug: 'Choose what it stands for' });
  expect(faults.get(5)?.alias).toContain('twice');
});
