import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { nameOf } from '@/api/address';
import { client, take, takeVersioned, type Schemas, type Versioned } from '@/api/client';
import { toFault } from '@/api/error';
import { keys } from '@/api/keys';
import type { ListSearch } from '@/api/listSearch';
import { pageSize, usePages } from '@/api/pages';
import type { JsonSchema } from '@/ui/form/types';
import type { Schedule } from './schedule';

export type Sync = Schemas['Sync'];
export type SyncSearch = ListSearch & { model?: string; destination?: string; paused?: string; schedule?: string };

export function useSyncs(workspace: string, search: SyncSearch, modelId?: number, destinationId?: number) {
  return usePages<Sync>(keys.list(workspace, 'syncs', { ...search, modelId, destinationId }), (offset) =>
    take(
      client.GET('/api/v1/syncs', {
        params: {
          query: {
            workspace, limit: pageSize, offset, search: search.search, state: search.state as 'held' | undefined, modelId, destinationId,
            disabled: search.paused === 'yes' ? 'true' : search.paused === 'no' ? 'false' : undefined,
            scheduleType: search.schedule, orderBy: (search.by ?? 'slug') as 'slug', desc: search.desc,
          },
        },
      }),
    ),
  );
}

const get = (workspace: string, name: string) => takeVersioned(client.GET('/api/v1/syncs/{id}', { params: { path: { id: name }, query: { workspace } } }));

// syncQuery reads a sync by slug or id. One that was seen already is found again when somebody
// renames it.
export const syncQuery = (cache: QueryClient, workspace: string, name: string) =>
  queryOptions({
    queryKey: keys.one(workspace, 'syncs', name),
    queryFn: async (): Promise<Versioned<Sync>> => {
      try {
        return await get(workspace, name);
      } catch (error) {
        const seen = cache.getQueryData<Versioned<Sync>>(keys.one(workspace, 'syncs', name));
        if (toFault(error).status === 404 && seen) return get(workspace, String(seen.value.id));
        throw error;
      }
    },
  });

export function useSync(workspace: string, name: string) {
  return useQuery(syncQuery(useQueryClient(), workspace, name));
}

const at = (workspace: string, id: number, etag: string) => ({ path: { id: String(id) }, query: { workspace }, header: { 'If-Match': etag } });

// updateSync changes a sync at the version that it is known at.
export async function updateSync(cache: QueryClient, workspace: string, sync: Sync, update: Schemas['SyncUpdate'], etag: string) {
  const now = await takeVersioned(client.PATCH('/api/v1/syncs/{id}', { params: at(workspace, sync.id, etag), body: update }));
  for (const name of new Set([nameOf(sync), nameOf(now.value)])) cache.setQueryData(keys.one(workspace, 'syncs', name), now);
  // Its state in Git may have moved on since the answer: it is asked for again.
  void cache.invalidateQueries({ queryKey: keys.kind(workspace, 'syncs') });
  return now;
}

// usePause stops a sync's schedule, or lets it go on.
export function usePause(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ sync, etag }: { sync: Sync; etag: string }) => updateSync(cache, workspace, sync, { disabled: !sync.disabled }, etag),
    onError: () => cache.invalidateQueries({ queryKey: keys.kind(workspace, 'syncs') }),
  });
}

export function previewSync(workspace: string, id: number, update: Schemas['SyncUpdate']) {
  return take(client.POST('/api/v1/syncs/{id}/preview', { params: { path: { id: String(id) }, query: { workspace } }, body: update }));
}

export async function createSync(cache: QueryClient, workspace: string, body: Schemas['SyncCreate']) {
  const made = await takeVersioned(client.POST('/api/v1/syncs', { params: { query: { workspace } }, body }));
  cache.setQueryData(keys.one(workspace, 'syncs', nameOf(made.value)), made);
  // Its state in Git may have moved on since the answer: it is asked for again.
  void cache.invalidateQueries({ queryKey: keys.kind(workspace, 'syncs') });
  return made;
}

// useTrashSync moves a sync to the trash; its answer brings it back.
export function useTrashSync(workspace: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ sync, etag }: { sync: Sync; etag: string }) => {
      await take(client.DELETE('/api/v1/syncs/{id}', { params: at(workspace, sync.id, etag) }));
      await Promise.all([keys.kind(workspace, 'syncs'), keys.kind(workspace, 'models'), keys.overview(workspace)].map((queryKey) => cache.invalidateQueries({ queryKey, refetchType: 'none' })));
      return async () => {
        await take(client.POST('/api/v1/trash/{id}/restore', { params: { path: { id: sync.id }, query: { workspace } } }));
        cache.removeQueries({ queryKey: [...keys.kind(workspace, 'syncs'), 'one'], type: 'inactive' }); // it was so before the trash
        await cache.invalidateQueries({ queryKey: keys.kind(workspace, 'syncs') });
      };
    },
  });
}

// useNextTimes are the next times of a schedule, and what is wrong with it.
export function useNextTimes(schedule: Schedule) {
  return useQuery({
    queryKey: ['schedule', schedule],
    queryFn: () => take(client.POST('/api/v1/schedules/preview', { body: { schedule, count: 5 } })),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
}

export interface Target {
  type: string;
  name: string;
  title: string; // of the type
  schema: JsonSchema | null; // of a sync's config; null when the type is not known
}

const destinationQuery = (workspace: string, destination: string, id?: number | null) =>
  queryOptions({
    queryKey: [...keys.kind(workspace, 'destinations'), 'target', destination, id],
    queryFn: () => take(client.GET('/api/v1/destinations/{id}', { params: { path: { id: id ? String(id) : nameOf({ slug: destination }) }, query: { workspace } } })),
  });

const connectorsQuery = queryOptions({
  queryKey: [...keys.connectors, 'destination'],
  queryFn: () => take(client.GET('/api/v1/connectors', { params: { query: { kind: 'destination' } } })),
  staleTime: Infinity,
});

function targetOf(d: Schemas['Destination'], connectors: Schemas['Connector'][]): Target {
  const connector = connectors.find((c) => c.type === d.type || c.aliases.includes(d.type));
  return { type: connector?.type ?? d.type, name: d.name, title: connector?.title ?? d.type, schema: (connector?.sync as JsonSchema | null | undefined) ?? null };
}

// useTarget is what a sync writes to: a destination, and the form of a sync into it. An alias is
// found by the id that the server knows for it.
export function useTarget(workspace: string, destination: string, id?: number | null) {
  const known = useQuery({ ...destinationQuery(workspace, destination, id), enabled: destination !== '' });
  const connectors = useQuery(connectorsQuery);
  const target = known.data && connectors.data && targetOf(known.data, connectors.data.data);
  return { target, error: known.error ?? connectors.error, isPending: destination !== '' && !target, refetch: () => void known.refetch() };
}

// readTarget is useTarget for once; undefined when the destination is not there.
export async function readTarget(cache: QueryClient, workspace: string, destination: string, id?: number | null): Promise<Target | undefined> {
  try {
    const [d, connectors] = await Promise.all([cache.ensureQueryData(destinationQuery(workspace, destination, id)), cache.ensureQueryData(connectorsQuery)]);
    return targetOf(d, connectors.data);
  } catch (error) {
    if (toFault(error).status === 404) return undefined;
    throw error;
  }
}

// usePrimaryKey is that of a model.
export function usePrimaryKey(workspace: string, model: string) {
  return useQuery({
    queryKey: [...keys.kind(workspace, 'models'), 'key', model],
    enabled: model !== '',
    queryFn: async () => (await take(client.GET('/api/v1/models/{id}', { params: { path: { id: nameOf({ slug: model }) }, query: { workspace } } }))).primaryKey,
    retry: false,
  }).data;
}
