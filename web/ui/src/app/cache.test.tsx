import { QueryClientProvider, useMutation } from '@tanstack/react-query';
import { act, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';
import { makeCache } from './cache';

test('what a form sent, such as a password, is forgotten with the form', async () => {
  const cache = makeCache();
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={cache}>{children}</QueryClientProvider>;
  const form = renderHook(() => useMutation({ mutationFn: (password: string) => Promise.resolve(password.length) }), { wrapper });
  await act(() => form.result.current.mutateAsync('a long enough password'));
  form.unmount();
  await waitFor(() => expect(cache.getMutationCache().getAll()).toEqual([]));
});
