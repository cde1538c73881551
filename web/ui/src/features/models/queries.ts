import { client, take, type Schemas } from '@/api/client';
import { keys } from '@/api/keys';
import { pageSize, usePages } from '@/api/pages';
import type { ListSearch } from '@/api/listSearch';

export type Model = Schemas['Model'];

export function useModels(workspace: string, search: ListSearch) {
  return usePages<Model>(keys.list(workspace, 'models', search), (offset) =>
    take(
      client.GET('/api/v1/models', {
        params: {
          query: { workspace, limit: pageSize, offset, search: search.search, state: search.state as 'held' | undefined, orderBy: (search.by ?? 'name') as 'name', desc: search.desc },
        },
      }),
    ),
  );
}
