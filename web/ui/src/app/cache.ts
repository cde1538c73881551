import { QueryClient } from '@tanstack/react-query';
import { toFault } from '@/api/error';

// makeCache returns the cache of answers. What a refusal says is final; what was not answered
// is asked again.
export function makeCache() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => count < 3 && (toFault(error).status === 0 || toFault(error).status >= 500),
      },
      // What was sent may be a password, and what came back a key: neither outlives its form.
      mutations: { gcTime: 0 },
    },
  });
}
