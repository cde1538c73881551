import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client, take } from './client';
import { keys, type Kind } from './keys';
import { useWorkspace } from './workspaces';

export interface Choice {
  value: string; // the slug
  label: string;
  id: number;
}

const few = 50;

async function ask(kind: Kind, workspace: string, search: string): Promise<Choice[]> {
  const query = { workspace, search: search || undefined, limit: few };
  switch (kind) {
    case 'models':
      return named((await take(client.GET('/api/v1/models', { params: { query: { ...query, orderBy: 'name' } } }))).data);
    case 'sources':
      return named((await take(client.GET('/api/v1/sources', { params: { query: { ...query, orderBy: 'name' } } }))).data);
    case 'destinations':
      return named((await take(client.GET('/api/v1/destinations', { params: { query: { ...query, orderBy: 'name' } } }))).data);
    case 'syncs':
      return (await take(client.GET('/api/v1/syncs', { params: { query: { ...query, orderBy: 'slug' } } }))).data.map((s) => ({ value: s.slug, label: s.slug, id: s.id }));
  }
}

const named = (found: { id: number; slug: string; name: string }[]) => found.map((r) => ({ value: r.slug, label: r.name || r.slug, id: r.id }));

// useChoices are resources of a kind to choose from; the server looks for what is typed.
export function useChoices(kind: Kind, search: string) {
  const { slug } = useWorkspace();
  return useQuery({
    queryKey: keys.list(slug, kind, { choices: search }),
    queryFn: () => ask(kind, slug, search),
    placeholderData: keepPreviousData,
  });
}
