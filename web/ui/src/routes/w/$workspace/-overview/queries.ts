import { queryOptions, useQuery } from '@tanstack/react-query';
import { client, take, type Schemas } from '@/api/client';
import { keys } from '@/api/keys';
import { useWorkspace } from '@/api/workspaces';

export type OverviewOf = Schemas['Overview'];
export type Revision = Schemas['Revision'];

export const overviewQuery = (workspace: string) =>
  queryOptions({
    queryKey: keys.overview(workspace),
    queryFn: () => take(client.GET('/api/v1/workspaces/{workspace}/overview', { params: { path: { workspace } } })),
  });

export function useOverview() {
  return useQuery(overviewQuery(useWorkspace().slug));
}

// most is how many held resources the overview names.
export const most = 5;

export function useHeld(any: boolean) {
  const { slug: workspace } = useWorkspace();
  return useQuery({
    queryKey: [...keys.conflicts(workspace), 'overview'],
    queryFn: () => take(client.GET('/api/v1/workspaces/{workspace}/git-sync/conflicts', { params: { path: { workspace }, query: { limit: most } } })),
    enabled: any,
  });
}
