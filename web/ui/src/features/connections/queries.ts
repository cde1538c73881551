import { queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { client, take, takeVersioned, type Schemas, type Versioned } from '@/api/client';
import { toFault } from '@/api/error';
import { keys } from '@/api/keys';
import type { ListSearch } from '@/api/listSearch';
import { pageSize, usePages } from '@/api/pages';

export type ConnectionKind = 'sources' | 'destinations';
// Connection is a source or a destination; only the latter knows its syncs.
export type Connection = Schemas['Source'] & { syncs?: number[] };
export type Connector = Schemas['Connector'];
export type ConnectionSearch = ListSearch & { type?: string };

// Both kinds have the same operations under their own folder.
const folder = (kind: ConnectionKind) => `/api/v1/${kind}` as '/api/v1/sources';
const at = (kind: ConnectionKind) => `/api/v1/${kind}/{id}` as '/api/v1/sources/{id}';
const preview = (kind: ConnectionKind) => `/api/v1/${kind}/{id}/preview` as '/api/v1/sources/{id}/preview';

export function useConnectors() {
  return useQuery({ queryKey: keys.connectors, queryFn: () => take(client.GET('/api/v1/connectors')), staleTime: Infinity });
}

export function useConnections(workspace: string, kind: ConnectionKind, search: ConnectionSearch) {
  return usePages<Connection>(keys.list(workspace, kind, search), (offset) =>
    take(
      client.GET(folder(kind), {
        params: {
          query: {
            workspace, limit: pageSize, offset, search: search.search, state: search.state as 'held' | undefined, type: search.type,
            orderBy: (search.by ?? 'name') as 'name', desc: search.desc,
          },
        },
      }),
    ),
  );
}

const get = (workspace: string, kind: ConnectionKind, name: string): Promise<Versioned<Connection>> =>
  takeVersioned(client.GET(at(kind), { params: { path: { id: name }, query: { workspace } } }));

// connectionQuery reads one by slug or id. One that was seen already is found again when somebody
// renames it.
const connectionQuery = (cache: QueryClient, workspace: string, kind: ConnectionKind, name: string) =>
  queryOptions({
    queryKey: keys.one(workspace, kind, name),
    queryFn: async (): Promise<Versioned<Connection>> => {
      try {
        return await get(workspace, kind, name);
      } catch (error) {
        const seen = cache.getQueryData<Versioned<Connection>>(keys.one(workspace, kind, name));
        if (toFault(error).status === 404 && seen) return get(workspace, kind, String(seen.value.id));
        throw error;
      }
    },
  });

export function useConnection(workspace: string, kind: ConnectionKind, name: string) {
  return useQuery(connectionQuery(useQueryClient(), workspace, kind, name));
}

const under = (workspace: string, id: number, etag: string) => ({ path: { id: String(id) }, query: { workspace }, header: { 'If-Match': etag } });

// updateConnection changes one at the version that it is known at, and puts the answer at the
// name that it is shown under.
export async function updateConnection(cache: QueryClient, workspace: string, kind: ConnectionKind, id: number, name: string, body: Schemas['ConnectionUpdate'], etag: string) {
  const now: Versioned<Connection> = await takeVersioned(client.PATCH(at(kind), { params: under(workspace, id, etag), body }));
  cache.setQueryData(keys.one(workspace, kind, name), now);
  void cache.invalidateQueries({ queryKey: keys.kind(workspace, kind) });
  return now;
}

export function previewConnection(workspace: string, kind: ConnectionKind, id: number, body: Schemas['ConnectionUpdate']) {
  return take(client.POST(preview(kind), { params: { path: { id: String(id) }, query: { workspace } }, body }));
}

export async function createConnection(cache: QueryClient, workspace: string, kind: ConnectionKind, body: Schemas['ConnectionCreate']): Promise<Versioned<Connection>> {
  const made = await takeVersioned(client.POST(folder(kind), { params: { query: { workspace } }, body }));
  void cache.invalidateQueries({ queryKey: keys.kind(workspace, kind) });
  void cache.invalidateQueries({ queryKey: keys.overview(workspace) });
  return made;
}

// useTrashConnection moves one to the trash; its answer brings it back.
export function useTrashConnection(workspace: string, kind: ConnectionKind) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ of, etag }: { of: Connection; etag: string }) => {
      await take(client.DELETE(at(kind), { params: under(workspace, of.id, etag) }));
      const stale = [keys.kind(workspace, kind), keys.kind(workspace, kind === 'sources' ? 'models' : 'syncs'), keys.overview(workspace)];
      await Promise.all(stale.map((queryKey) => cache.invalidateQueries({ queryKey, refetchType: 'none' })));
      return async () => {
        await take(client.POST('/api/v1/trash/{id}/restore', { params: { path: { id: of.id }, query: { workspace } } }));
        cache.removeQueries({ queryKey: [...keys.kind(workspace, kind), 'one'], type: 'inactive' }); // it was so before the trash
        await cache.invalidateQueries({ queryKey: keys.kind(workspace, kind) });
      };
    },
  });
}

// User is a model on a source, or a sync to a destination.
export interface User {
  id: number;
  slug: string;
  name: string;
  git: Schemas['Git'];
}

// useUsers are the models that read from a source, or the syncs that deliver to a destination.
export function useUsers(workspace: string, kind: ConnectionKind, id: number) {
  return usePages<User>(keys.list(workspace, kind === 'sources' ? 'models' : 'syncs', { usersOf: id }), async (offset) => {
    const query = { workspace, limit: pageSize, offset };
    if (kind === 'sources') return take(client.GET('/api/v1/models', { params: { query: { ...query, sourceId: id, orderBy: 'name' } } }));
    const { data, total } = await take(client.GET('/api/v1/syncs', { params: { query: { ...query, destinationId: id, orderBy: 'slug' } } }));
    return { total, data: data.map((s) => ({ ...s, name: s.slug })) };
  });
}
