import { onlineManager, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import type { Versioned } from './client';
import { useEditor } from './editor';
import { Fault } from './error';

vi.mock('./revisions', () => ({ useLastAuthor: () => undefined }));

interface Model {
  name: string;
  sql: string;
}

type Write = (value: Model, now: { etag: string; base: Model }) => Promise<Versioned<Model>>;

const v1 = { value: { name: 'Users', sql: 'select 1' }, etag: '"1"' };

afterEach(() => onlineManager.setOnline(true));

function open(write: Write) {
  const cache = new QueryClient();
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={cache}>{children}</QueryClientProvider>;
  return renderHook(({ server }) => useEditor<Model>({ key: 'acme/models/1', server, write, refresh: () => Promise.resolve() }), { initialProps: { server: v1 }, wrapper });
}

const refuse = () => Promise.reject(new Fault({ code: 'stale', message: 'It has changed', status: 412 }));

test('a save that was refused is over once its offer is answered', async () => {
  const e = open(vi.fn<Write>(refuse));
  act(() => e.result.current.draft.set((v) => ({ ...v, sql: 'select 3' })));
  act(() => e.result.current.save());
  await waitFor(() => expect(e.result.current.fault?.code).toBe('stale'));
  e.rerender({ server: { value: { name: 'Users', sql: 'select 2' }, etag: '"2"' } });
  expect(e.result.current.draft.offer).not.toBeNull();
  act(() => e.result.current.settle(() => 'mine'));
  expect(e.result.current.draft.value.sql).toBe('select 3');
  expect(e.result.current.draft.dirty).toBe(true);
  expect(e.result.current.fault).toBeNull();
});

test('a save that waits for the network is sent under the version that it was made of', async () => {
  const write = vi.fn<Write>((value) => Promise.resolve({ value, etag: '"3"' }));
  const e = open(write);
  act(() => e.result.current.draft.set((v) => ({ ...v, name: 'People' })));
  act(() => onlineManager.setOnline(false));
  act(() => e.result.current.save());
  e.rerender({ server: { value: { name: 'Users', sql: 'select 2' }, etag: '"2"' } });
  expect(e.result.current.draft.etag).toBe('"2"');
  act(() => onlineManager.setOnline(true));
  await waitFor(() => expect(write).toHaveBeenCalled());
  expect(write).toHaveBeenCalledWith({ name: 'People', sql: 'select 1' }, { etag: '"1"', base: v1.value });
});
