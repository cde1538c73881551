import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { settle } from './merge';
import { useDraft } from './draft';

const v1 = { value: { name: 'Users', sql: 'select 1' }, etag: '"1"' };
const open = (server = v1) => renderHook(({ server }) => useDraft('models/1', server), { initialProps: { server } });

test('an edit survives a reload and knows what it began from', () => {
  const before = open();
  act(() => before.result.current.set((v) => ({ ...v, name: 'People' })));
  before.unmount();
  const after = open();
  expect(after.result.current.value.name).toBe('People');
  expect(after.result.current.restored).toBe(true);
  expect(after.result.current.etag).toBe('"1"');
  act(() => after.result.current.discard());
  expect(after.result.current.value).toEqual(v1.value);
  after.unmount();
  expect(open().result.current.restored).toBe(false);
});

test('what nobody edits here follows the server', () => {
  const d = open();
  d.rerender({ server: { value: { name: 'Users', sql: 'select 2' }, etag: '"2"' } });
  expect(d.result.current.value.sql).toBe('select 2');
  expect(d.result.current.dirty).toBe(false);
  expect(d.result.current.etag).toBe('"2"');
});

test("another person's edit of another field is joined", () => {
  const d = open();
  act(() => d.result.current.set((v) => ({ ...v, name: 'People' })));
  d.rerender({ server: { value: { name: 'Users', sql: 'select 2' }, etag: '"2"' } });
  expect(d.result.current.value).toEqual({ name: 'People', sql: 'select 2' });
  expect(d.result.current.joined).toEqual([['sql']]);
  expect(d.result.current.etag).toBe('"2"');
  expect(d.result.current.offer).toBeNull();
});

test('the same field is an offer, and nothing is overwritten until it is accepted', () => {
  const d = open();
  act(() => d.result.current.set((v) => ({ ...v, sql: 'select 3' })));
  d.rerender({ server: { value: { name: 'Crowd', sql: 'select 2' }, etag: '"2"' } });
  const { offer } = d.result.current;
  expect(offer?.clashes.map((c) => c.path)).toEqual([['sql']]);
  expect(d.result.current.etag).toBe('"1"');
  act(() => d.result.current.accept(settle(offer!.value, offer!.clashes, () => 'mine')));
  expect(d.result.current.value).toEqual({ name: 'Crowd', sql: 'select 3' });
  expect(d.result.current.etag).toBe('"2"');
  expect(d.result.current.offer).toBeNull();
});

test('what was typed while a save was on its way stays, and what the server made of it is no clash', () => {
  const d = open();
  act(() => d.result.current.set((v) => ({ ...v, name: ' People ' })));
  const sent = d.result.current.value;
  act(() => d.result.current.set((v) => ({ ...v, sql: 'select 2' })));
  const now = { value: { name: 'People', sql: 'select 1' }, etag: '"2"' };
  act(() => d.result.current.saved(sent, now));
  expect(d.result.current.offer).toBeNull();
  d.rerender({ server: now });
  expect(d.result.current.value).toEqual({ name: 'People', sql: 'select 2' });
  expect(d.result.current.dirty).toBe(true);
  expect(d.result.current.etag).toBe('"2"');
  expect(d.result.current.offer).toBeNull();
});

test('a value that differs under the same version is followed, and an older answer is not', () => {
  const d = open({ ...v1, etag: '"10"' });
  d.rerender({ server: { value: { name: 'Users', sql: 'select 1 -- a comment' }, etag: '"10"' } });
  expect(d.result.current.value.sql).toBe('select 1 -- a comment');
  d.rerender({ server: { value: { name: 'Users', sql: 'select 0' }, etag: '"9"' } });
  expect(d.result.current.value.sql).toBe('select 1 -- a comment');
});
