import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, take, type Schemas } from './client';
import { toFault } from './error';
import { fieldName } from './fieldName';
import { commitLink, useGitStatus } from './git';
import { keys, type Kind } from './keys';
import { useWorkspace } from './workspaces';

export type Revision = Schemas['Revision'];

const atOnce = 100;

function list(kind: Kind, workspace: string, id: number, query: { before?: number; limit: number }): Promise<Schemas['ListRevisionBody']> {
  const params = { params: { path: { id: String(id) }, query: { workspace, ...query } } };
  switch (kind) {
    case 'models':
      return take(client.GET('/api/v1/models/{id}/revisions', params));
    case 'syncs':
      return take(client.GET('/api/v1/syncs/{id}/revisions', params));
    case 'sources':
      return take(client.GET('/api/v1/sources/{id}/revisions', params));
    case 'destinations':
      return take(client.GET('/api/v1/destinations/{id}/revisions', params));
  }
}

function one(kind: Kind, workspace: string, id: number, version: number): Promise<Revision> {
  const params = { params: { path: { id: String(id), version }, query: { workspace } } };
  switch (kind) {
    case 'models':
      return take(client.GET('/api/v1/models/{id}/revisions/{version}', params));
    case 'syncs':
      return take(client.GET('/api/v1/syncs/{id}/revisions/{version}', params));
    case 'sources':
      return take(client.GET('/api/v1/sources/{id}/revisions/{version}', params));
    case 'destinations':
      return take(client.GET('/api/v1/destinations/{id}/revisions/{version}', params));
  }
}

function restore(kind: Kind, workspace: string, id: number, version: number, etag: string): Promise<Revision> {
  const asked = { params: { path: { id: String(id) }, query: { workspace }, header: { 'If-Match': etag } }, body: { version } };
  switch (kind) {
    case 'models':
      return take(client.POST('/api/v1/models/{id}/restore', asked));
    case 'syncs':
      return take(client.POST('/api/v1/syncs/{id}/restore', asked));
    case 'sources':
      return take(client.POST('/api/v1/sources/{id}/restore', asked));
    case 'destinations':
      return take(client.POST('/api/v1/destinations/{id}/restore', asked));
  }
}

// useLastAuthor names who made the newest version of a resource, while that is asked for.
export function useLastAuthor(of: { kind: Kind; id: number } | undefined, asked: boolean): string | undefined {
  const { slug } = useWorkspace();
  const newest = useQuery({
    queryKey: [...keys.revisions(slug, of?.kind ?? 'models', String(of?.id)), 'newest'],
    queryFn: () => list(of!.kind, slug, of!.id, { limit: 1 }),
    enabled: asked && of !== undefined,
  });
  return newest.data?.data[0]?.actor.name || undefined;
}

// useRevisionText is a version as a file; a version 0 is the empty one before the first.
function useRevisionText(kind: Kind, id: number, version: number | undefined) {
  const { slug } = useWorkspace();
  return useQuery({
    queryKey: [...keys.revisions(slug, kind, String(id)), version],
    queryFn: async () => (version === 0 ? '' : ((await one(kind, slug, id, version!)).text ?? '')),
    enabled: version !== undefined,
    staleTime: Infinity, // a revision never changes
  });
}

// useHistory is what ui/History shows of a resource: its versions, and the one that is chosen
// compared with another.
export function useHistory(kind: Kind, id: number, chosen: number | undefined, against: 'before' | 'now') {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  const { data: status } = useGitStatus();
  const pages = useInfiniteQuery({
    queryKey: keys.revisions(slug, kind, String(id)),
    queryFn: ({ pageParam }) => list(kind, slug, id, { limit: atOnce, before: pageParam }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => (last.hasMore ? last.data.at(-1)?.version : undefined),
  });
  const revisions = pages.data?.pages.flatMap((p) => p.data) ?? [];
  const newest = revisions[0]?.version;
  const shown = chosen ?? newest;
  const other = shown === undefined ? undefined : against === 'now' ? newest : shown - 1;
  const from = useRevisionText(kind, id, against === 'now' ? shown : other);
  const to = useRevisionText(kind, id, against === 'now' ? other : shown);
  const bring = useMutation({
    mutationFn: (version: number) => restore(kind, slug, id, version, `"${newest}"`),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.kind(slug, kind) }),
  });
  const fault = pages.error ?? from.error ?? to.error;
  return {
    revisions: revisions.map((r) => ({ ...r, changed: r.changed.map(fieldName), link: commitLink(status?.commitUrl, r.commit) })),
    isPending: pages.isPending,
    error: fault ? toFault(fault) : null,
    onRetry: () => void pages.refetch(),
    onMore: pages.hasNextPage ? () => void pages.fetchNextPage() : undefined,
    shown,
    diff: from.data !== undefined && to.data !== undefined ? { before: from.data, after: to.data } : undefined,
    restore: (version: number) => bring.mutateAsync(version),
    restoring: bring.isPending,
    restoreError: bring.error ? toFault(bring.error) : null,
    onRestoreBegin: () => bring.reset(),
  };
}
