import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client, take, type Schemas } from './client';
import { keys } from './keys';

export type Me = Schemas['Me'];

// meQuery asks who is signed in; it fails with status 401 when nobody is.
export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: () => take(client.GET('/api/v1/me')),
  staleTime: 5 * 60_000,
  retry: false,
});

export function useSignIn() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['SignIn']) => take(client.POST('/api/v1/session', { body })),
    onSuccess: (me) => {
      cache.clear();
      cache.setQueryData(keys.me, me);
    },
  });
}

export function useSignOut() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => take(client.DELETE('/api/v1/session')),
    onSuccess: () => cache.clear(),
  });
}

const rank = { read: 0, write: 1, admin: 2 };

// useMay tells whether who is signed in may do what needs a scope.
export function useMay(scope: Me['scope']): boolean {
  const { data } = useQuery(meQuery);
  return data !== undefined && rank[data.scope] >= rank[scope];
}

// useOwnKey names unsaved work of who is signed in: another person may sign in to the same
// browser. It stays as long as the page, also when the session ends.
export function useOwnKey(key: string): string {
  const cache = useQueryClient();
  const [who] = useState(() => cache.getQueryData<Me>(keys.me)?.user.id ?? 0);
  return `${who}/${key}`;
}
