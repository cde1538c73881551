import { describe, expect, it } from 'vitest';
import type { Activity, PlanItem } from '@/api/git';
import { conflictPath, doings, failures, folderOf, guards, heldWords, isTrouble, lasted, opWord, plural, reasons, reasonTitle, refParts } from './words';

describe('a resource', () => {
  it.each([
    ['models/users', { folder: 'models', kind: 'model', slug: 'users' }],
    ['syncs/users-to-hubspot', { folder: 'syncs', kind: 'sync', slug: 'users-to-hubspot' }],
    ['sources/warehouse', { folder: 'sources', kind: 'source', slug: 'warehouse' }],
    ['destinations/hubspot', { folder: 'destinations', kind: 'destination', slug: 'hubspot' }],
    ['models/a/b', { folder: 'models', kind: 'model', slug: 'a/b' }],
    ['manifest', { folder: '', kind: 'manifest', slug: 'manifest' }],
    ['aliases', { folder: '', kind: '', slug: 'aliases' }],
    ['reports/weekly', { folder: 'reports', kind: 'reports', slug: 'weekly' }],
  ])('%s is called by kind and name', (ref, parts) => {
    expect(refParts(ref)).toEqual(parts);
  });

  it.each(['models', 'syncs', 'sources', 'destinations'])('of the folder %s leads back to it', (folder) => {
    expect(folderOf(refParts(`${folder}/x`).kind)).toBe(folder);
  });
});

describe('what a plan does', () => {
  const item = (of: Partial<PlanItem>): PlanItem => ({ ref: 'models/users', path: 'models/users.yaml', ...of }) as PlanItem;
  it.each<[Partial<PlanItem>, string[]]>([
    [{ inbound: 'create' }, ['app: Created in the app']],
    [{ inbound: 'remove' }, ['app: Removed from the app, removes']],
    [{ outbound: 'update' }, ['git: Changed in Git']],
    [{ outbound: 'remove' }, ['git: File removed from Git, removes']],
    [{ inbound: 'update', outbound: 'rename' }, ['app: Changed in the app', 'git: Renamed in Git']],
    [{ hold: { reason: 'conflict', message: '' } } as Partial<PlanItem>, ['held: Changed on both sides']],
    [{ hold: { reason: 'conflict', message: '' }, inbound: 'update' } as Partial<PlanItem>, ['held: Changed on both sides']],
    [{}, []],
  ])('%j is told', (of, told) => {
    expect(doings(item(of)).map((d) => `${d.side}: ${d.text}${d.removes ? ', removes' : ''}`)).toEqual(told);
  });
});

const clash = (path: string) => ({ path, base: { present: true }, app: { present: true }, repo: { present: true } });

describe('what a person is told', () => {
  it.each([
    [0, '0 resources'],
    [1, '1 resource'],
    [2, '2 resources'],
  ])('%i counts as %s', (n, said) => {
    expect(plural(n, 'resource')).toBe(said);
  });

  it('counts what has a plural of its own', () => {
    expect(plural(1, 'entry', 'entries')).toBe('1 entry');
    expect(plural(3, 'entry', 'entries')).toBe('3 entries');
  });

  it.each([
    [0.4, '0 ms'],
    [999.4, '999 ms'],
    [999.9, '1.0 s'],
    [1250, '1.3 s'],
    [59_949, '59.9 s'],
    [59_960, '1 min'],
    [600_000, '10 min'],
  ])('%d ms last %s', (ms, said) => {
    expect(lasted(ms)).toBe(said);
  });

  it.each<[Parameters<typeof heldWords>[0], string]>([
    [{ reason: 'conflict', message: 'both changed it', problems: [], clashes: [clash('name')] }, '1 field to choose: Name'],
    [{ reason: 'conflict', message: 'both changed it', problems: [], clashes: [clash('name'), clash('rawSql')] }, '2 fields to choose: Name, SQL'],
    [{ reason: 'conflict', message: 'deleted here, changed there', problems: null, clashes: null }, 'Deleted here, changed there.'],
    [{ reason: 'unreadable', message: 'the file', problems: [{ message: 'a list is not closed', line: 19 }], clashes: [] }, 'Line 19: A list is not closed.'],
    [{ reason: 'dangling', message: 'there is no source lake', problems: [], clashes: [] }, 'There is no source lake.'],
  ] as [Parameters<typeof heldWords>[0], string][])('%j is held in words', (held, said) => {
    expect(heldWords(held)).toBe(said);
  });

  it('an address holds any name', () => {
    expect(conflictPath('acme', { kind: 'model', slug: 'größe #1' })).toBe('/w/acme/git/conflicts/models/gr%C3%B6%C3%9Fe%20%231');
  });

  it.each([
    ['create', 'created'],
    ['change', 'changed'],
    ['archive', 'removed'],
    ['unreadable', 'held'],
    ['conflict', 'held'],
    ['newer', 'newer'],
  ])('%s is %s', (op, said) => {
    expect(opWord(op)).toBe(said);
  });

  it.each<[Activity['result'], boolean]>([
    ['applied', false],
    ['held', true],
    ['conflict', true],
    ['halted', true],
    ['failed', true],
  ] as [Activity['result'], boolean][])('%s is trouble: %s', (result, trouble) => {
    expect(isTrouble({ result })).toBe(trouble);
  });

  it('a reason that is not known is held all the same', () => {
    expect(reasonTitle('conflict')).toBe('Changed on both sides');
    expect(reasonTitle('newer')).toBe('Held');
  });

  it('what deletes names how much, and is marked', () => {
    expect(guards.deletes?.confirm(1)).toBe('Delete 1 resource');
    expect(guards.path_gone?.confirm(12)).toBe('Delete 12 resources');
    expect(Object.entries(guards).filter(([, g]) => g.danger).map(([name]) => name)).toEqual(['deletes', 'path_gone', 'rewritten']);
  });

  it('each text is a sentence of its own', () => {
    const wholes = [...Object.values(reasons).map((r) => r.means), ...Object.values(guards).map((g) => g.why)];
    expect(wholes.filter((t) => !/^[A-Z].*\.$/.test(t))).toEqual([]);
    const titles = [...Object.values(reasons).map((r) => r.title), ...Object.values(guards).map((g) => g.title), ...Object.values(failures)];
    expect(titles.filter((t) => !/^[A-Z].*[^.!]$/.test(t))).toEqual([]);
  });
});
