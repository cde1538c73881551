import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
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
  act(() => d.result.current.accept(offer!.settled(() => 'mine')));
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

test('texts of one version have no order, and one of an older version is not followed', () => {
  const text = (value: string, etag: string) => ({ server: { value, etag } });
  const d = renderHook(({ server }) => useDraft('models/1/yaml', server), { initialProps: text('a', '"5.ab12cd"') });
  d.rerender(text('b', '"5.0fbaa1"'));
  expect(d.result.current.value).toBe('b');
  d.rerender(text('c', '"4.ffffff"'));
  expect(d.result.current.value).toBe('b');
  d.rerender(text('d', '"10.000000"'));
  expect(d.result.current.value).toBe('d');
});

const stored = () => localStorage.getItem('lockstep:draft:models/1');
// tell does what a browser does in its other tabs when one of them stores something.
const tell = (newValue: string | null) => act(() => void window.dispatchEvent(new StorageEvent('storage', { key: 'lockstep:draft:models/1', newValue })));

test('a tab in which nothing is edited leaves the work of another tab alone', () => {
  const idle = open();
  const busy = open();
  act(() => busy.result.current.set((v) => ({ ...v, name: 'People' })));
  idle.rerender({ server: { value: { name: 'Users', sql: 'select 2' }, etag: '"2"' } });
  idle.unmount();
  busy.unmount();
  expect(open().result.current.value.name).toBe('People');
});

test('tabs of one browser have one draft', () => {
  const [one, two] = [open(), open()];
  act(() => one.result.current.set((v) => ({ ...v, name: 'People' })));
  const early = stored();
  act(() => one.result.current.set((v) => ({ ...v, sql: 'select 2' })));
  const late = stored();
  tell(early);
  expect(stored()).toBe(late); // not stored again
  tell(late);
  expect(two.result.current.value).toEqual({ name: 'People', sql: 'select 2' });
  act(() => two.result.current.set((v) => ({ ...v, sql: 'select 3' })));
  tell(stored());
  expect(one.result.current.value).toEqual({ name: 'People', sql: 'select 3' });
  act(() => one.result.current.discard());
  expect(stored()).toBeNull();
  tell(null);
  expect(two.result.current.value.sql).toBe('select 3');
});

test('what a draft is offered to begin with is kept only once it is edited', () => {
  const copy = (name: string) => renderHook(() => useDraft('models/new/1', { value: { name: '' }, etag: '' }, { name }));
  const looked = copy('Users (copy)');
  expect(looked.result.current.dirty).toBe(true);
  looked.unmount();
  const again = copy('People (copy)');
  expect(again.result.current.value.name).toBe('People (copy)');
  act(() => again.result.current.set({ name: 'People, EU' }));
  again.unmount();
  expect(copy('People (copy)').result.current.value.name).toBe('People, EU');
});

test('another tab that hears of a save first does not undo it', () => {
  const d = open();
  act(() => d.result.current.set((v) => ({ ...v, sql: 'select 2' })));
  const sent = d.result.current.value;
  tell(null);
  act(() => d.result.current.saved(sent, { value: sent, etag: '"2"' }));
  d.rerender({ server: { value: sent, etag: '"2"' } });
  expect(d.result.current.value.sql).toBe('select 2');
  expect(d.result.current.dirty).toBe(false);
});

test('work of another tab that is joined with an edit of others is not stored again', () => {
  const d = open();
  tell(JSON.stringify({ base: v1.value, etag: v1.etag, draft: { ...v1.value, name: 'Peo' } }));
  const late = JSON.stringify({ base: v1.value, etag: v1.etag, draft: { ...v1.value, name: 'People' } });
  localStorage.setItem('lockstep:draft:models/1', late); // typed there; not told yet
  d.rerender({ server: { value: { name: 'Users', sql: 'select 2' }, etag: '"2"' } });
  expect(d.result.current.value).toEqual({ name: 'Peo', sql: 'select 2' });
  expect(stored()).toBe(late);
  tell(late);
  expect(d.result.current.value).toEqual({ name: 'People', sql: 'select 2' });
});

test('what was joined is still told when a version comes that changes nothing of it', () => {
  const d = open();
  act(() => d.result.current.set((v) => ({ ...v, name: 'People' })));
  d.rerender({ server: { value: { name: 'Users', sql: 'select 2' }, etag: '"2"' } });
  d.rerender({ server: { value: { name: 'Users', sql: 'select 2' }, etag: '"3"' } });
  expect(d.result.current.etag).toBe('"3"');
  expect(d.result.current.joined).toEqual([['sql']]);
});
