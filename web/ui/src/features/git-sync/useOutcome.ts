import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import type { Conflict, Resolve } from '@/api/git';
import { keys } from '@/api/keys';
import { useWorkspace } from '@/api/workspaces';
import { previewResolution } from './queries';
import { folderOf } from './words';

// useOutcome is what a resolution would do; null asks nothing. Typing is waited for.
export function useOutcome(held: Conflict, body: Resolve | null) {
  const { slug } = useWorkspace();
  const [asked] = useDebouncedValue(body, 250);
  const kind = folderOf(held.kind);
  const query = useQuery({
    queryKey: [...keys.conflicts(slug), kind, held.slug, 'outcome', asked],
    queryFn: () => previewResolution(slug, kind, held.slug, asked!),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
  // Until the answer is for what is asked now, nothing may be settled by it.
  const current = asked === body && !query.isPlaceholderData && !query.isFetching;
  return { outcome: body ? query.data : undefined, error: body ? query.error : null, current };
}
