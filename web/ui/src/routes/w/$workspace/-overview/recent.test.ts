import { expect, test } from 'vitest';
import type { Revision } from './queries';
import { happenings, pageOf } from './recent';

const revision = (of: Partial<Revision>): Revision => ({
  seq: 1, at: '2026-03-01T12:00:00Z', actor: { userId: 1, name: 'Maya Chen', email: 'maya@acme.example' }, origin: 'ui', resourceId: 1, kind: 'model', slug: 'users', name: 'Users', version: 1, op: 'update', changed: [], ...of,
});

test('what one change did is one line', () => {
  const told = happenings([revision({ seq: 3, op: 'create' }), revision({ seq: 3, op: 'create', slug: 'b' }), revision({ seq: 3, op: 'archive', slug: 'c' }), revision({ seq: 2, origin: 'git' })]);
  expect(told.map((h) => `${h.by} ${h.did} ${h.revisions.length} ${h.where}`)).toEqual([
    'Maya Chen created 2 in the app',
    'Maya Chen deleted 1 in the app',
    'Maya Chen changed 1 in Git',
  ]);
});

test('an unknown person is told by e-mail, nobody as Lockstep', () => {
  const by = (actor: Partial<Revision['actor']>) => happenings([revision({ actor: { userId: 0, name: '', email: '', ...actor } })])[0]?.by;
  expect(by({ email: 'jo@acme.example' })).toBe('jo@acme.example');
  expect(by({})).toBe('Lockstep');
});

test.each([
  [{ kind: 'sync', slug: 'a' }, '/syncs/a'],
  [{ kind: 'model', slug: 'new', resourceId: 7 }, '/models/7'],
  [{ kind: 'model', slug: 'größe' }, '/models/gr%C3%B6%C3%9Fe'],
  [{ kind: 'aliases', slug: 'aliases' }, '/settings/aliases'],
  [{ kind: 'manifest', slug: 'manifest' }, ''],
  [{ op: 'archive' }, ''],
  [{ op: 'delete' }, ''],
] as const)('%j has the page %j', (of, page) => {
  expect(pageOf(revision(of))).toBe(page);
});
