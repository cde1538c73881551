import { queryOptions, useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { client, take, takeVersioned, type Schemas, type Versioned } from '@/api/client';
import { toFault } from '@/api/error';
import { keys } from '@/api/keys';
import type { ListSearch } from '@/api/listSearch';
import { pageSize, usePages } from '@/api/pages';

export type Model = Schemas['Model'];
export type ModelSearch = ListSearch & { source?: string; queryType?: string };

export function useModels(workspace: string, search: ModelSearch, sourceId?: number) {
  return usePages<Model>(keys.list(workspace, 'models', { ...search, sourceId }), (offset) =>
    take(
      client.GET('/api/v1/models', {
        params: {
          query: {
            workspace, limit: pageSize, offset, search: search.search, state: search.state as 'held' | undefined, queryType: search.queryType, sourceId,
            orderBy: (search.by ?? 'name') as 'name', desc: search.desc,
          },
        },
      }),
    ),
  );
}

const get = (workspace: string, name: string) => takeVersioned(client.GET('/api/v1/models/{id}', { params: { path: { id: name }, query: { workspace } } }));

// modelQuery reads a model by slug or id. One that was seen already is found again when somebody
// renames it.
export const modelQuery = (cache: QueryClient, workspace: string, name: string) =>
  queryOptions({
    queryKey: keys.one(workspace, 'models', name),
    queryFn: async (): Promise<Versioned<Model>> => {
      try {
        return await get(workspace, name);
      } catch (error) {
        const seen = cache.getQueryData<Versioned<Model>>(keys.one(workspace, 'models', name));
        if (toFault(error).status === 404 && seen) return get(workspace, String(seen.value.id));
        throw error;
      }
    },
  });

export function useModel(workspace: string, name: string) {
  return useQuery(modelQuery(useQueryClient(), workspace, name));
}

const at = (workspace: string, id: number, etag: string) => ({ path: { id: String(id) }, query: { workspace }, header: { 'If-Match': etag } });

// updateModel changes a model at the version that it is known at, and puts the answer at the
// name that it has now.
export async function updateModel(cache: QueryClient, workspace: string, id: number, name: string, update: Schemas['ModelUpdate'], etag: string) {
  const now = await takeVersioned(client.PATCH('/api/v1/models/{id}', { params: at(workspace, id, etag), body: update }));
  cache.setQueryData(keys.one(workspace, 'models', name), now);
  void cache.invalidateQueries({ queryKey: keys.kind(workspace, 'models') });
  return now;
}

export function previewModel(workspace: string, id: number, update: Schemas['ModelUpdate']) {
  return take(client.POST('/api/v1/models/{id}/preview', { params: { path: { id: String(id) }, query: { workspace } }, body: update }));
}

export async function createModel(cache: QueryClient, workspace: string, body: Schemas['ModelCreate']) {
  const made = await takeVersioned(client.POST('/api/v1/models', { params: { query: { workspace } }, body }));
  void cache.invalidateQueries({ queryKey: keys.kind(workspace, 'models') });
  return made;
}

// useTrashModel moves a model to the trash; its answer brings it back.
export function useTrashModel(workspace: string) {
  const cache = useQueryClient();
  const stale = () => Promise.all([keys.kind(workspace, 'models'), keys.kind(workspace, 'syncs'), keys.overview(workspace)].map((queryKey) => cache.invalidateQueries({ queryKey, refetchType: 'none' })));
  return useMutation({
    mutationFn: async ({ model, etag }: { model: Model; etag: string }) => {
      await take(client.DELETE('/api/v1/models/{id}', { params: at(workspace, model.id, etag) }));
      await stale();
      return async () => {
        await take(client.POST('/api/v1/trash/{id}/restore', { params: { path: { id: model.id }, query: { workspace } } }));
        cache.removeQueries({ queryKey: [...keys.kind(workspace, 'models'), 'one'], type: 'inactive' }); // it was so before the trash
        await cache.invalidateQueries({ queryKey: keys.kind(workspace, 'models') });
      };
    },
  });
}

export type Sync = Schemas['Sync'];

// useUsage are the syncs that deliver a model's rows.
export function useUsage(workspace: string, modelId: number) {
  return usePages<Sync>(keys.list(workspace, 'syncs', { modelId }), (offset) =>
    take(client.GET('/api/v1/syncs', { params: { query: { workspace, modelId, limit: pageSize, offset, orderBy: 'slug' } } })),
  );
}
