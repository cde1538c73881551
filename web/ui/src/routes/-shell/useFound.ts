import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { pathOf } from '@/api/address';
import { client, take } from '@/api/client';
import { keys, type Kind } from '@/api/keys';
import { useWorkspace } from '@/api/workspaces';

export interface Found {
  kind: Kind;
  label: string;
  slug: string;
  to: string;
}

const few = 5; // of each kind

async function find(workspace: string, search: string): Promise<Found[]> {
  const query = { workspace, search, limit: few };
  const [models, syncs, sources, destinations] = await Promise.all([
    take(client.GET('/api/v1/models', { params: { query } })),
    take(client.GET('/api/v1/syncs', { params: { query } })),
    take(client.GET('/api/v1/sources', { params: { query } })),
    take(client.GET('/api/v1/destinations', { params: { query } })),
  ]);
  const found = (kind: Kind, data: { id: number; slug: string; name?: string }[]) => data.map((r) => ({ kind, label: r.name || r.slug, slug: r.slug, to: pathOf(workspace, kind, r) }));
  return [...found('models', models.data), ...found('syncs', syncs.data), ...found('sources', sources.data), ...found('destinations', destinations.data)];
}

// useFound are the resources whose name has what is typed, as the server finds them.
export function useFound(typed: string) {
  const { slug } = useWorkspace();
  const [search] = useDebouncedValue(typed.trim(), 120);
  const found = useQuery({
    queryKey: [...keys.workspace(slug), 'found', search],
    queryFn: () => find(slug, search),
    enabled: search !== '',
    placeholderData: keepPreviousData,
  });
  return { found: typed.trim() === '' ? [] : (found.data ?? []), searching: typed.trim() !== search || found.isFetching };
}
