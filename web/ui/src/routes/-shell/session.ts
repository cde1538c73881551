import type { QueryClient } from '@tanstack/react-query';
import { redirect } from '@tanstack/react-router';
import { toFault } from '@/api/error';
import { meQuery } from '@/api/session';

// requireSession leads to the sign-in page, and back to where one wanted to go.
export async function requireSession(cache: QueryClient, next: string) {
  try {
    return await cache.ensureQueryData(meQuery);
  } catch (error) {
    if (toFault(error).status === 401) throw redirect({ to: '/sign-in', search: { next } });
    throw error;
  }
}
