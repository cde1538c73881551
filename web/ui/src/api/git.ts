import { queryOptions, useQuery } from '@tanstack/react-query';
import { client, take, type Schemas } from './client';
import { keys } from './keys';
import { useWorkspace } from './workspaces';

export type GitStatus = Schemas['Status'];

export const gitStatusQuery = (workspace: string) =>
  queryOptions({
    queryKey: keys.gitStatus(workspace),
    queryFn: () => take(client.GET('/api/v1/workspaces/{workspace}/git-sync/status', { params: { path: { workspace } } })),
    staleTime: 30_000,
  });

export function useGitStatus() {
  return useQuery(gitStatusQuery(useWorkspace().slug));
}
