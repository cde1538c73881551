import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Live } from '@/api/events';
import { toFault } from '@/api/error';
import { keys } from '@/api/keys';

// useSessionEnd leads to the sign-in page, and back, as soon as any answer says that the session
// is over. A stream that breaks off may be the first sign of it.
export function useSessionEnd(live: Live) {
  const cache = useQueryClient();
  const router = useRouter();
  const heard = useRef(false);
  useEffect(() => {
    const look = (error: unknown) => {
      if (error === null || toFault(error).status !== 401) return;
      // The second refusal finds the address of the sign-in page already there.
      if (router.state.location.pathname === '/sign-in') return;
      cache.removeQueries({ queryKey: keys.me });
      void router.navigate({ to: '/sign-in', search: { next: router.state.location.href, ended: true } });
    };
    const ends = [
      cache.getQueryCache().subscribe((e) => e.type === 'updated' && e.action.type === 'error' && look(e.query.state.error)),
      cache.getMutationCache().subscribe((e) => e.type === 'updated' && e.action.type === 'error' && look(e.mutation.state.error)),
    ];
    return () => ends.forEach((end) => end());
  }, [cache, router]);
  useEffect(() => {
    // Once it was there, whether the page shows who is signed in or not.
    if (live === 'lost') void cache.invalidateQueries({ queryKey: keys.me, refetchType: heard.current ? 'all' : 'active' });
    else if (live === 'on') heard.current = true;
  }, [cache, live]);
}
