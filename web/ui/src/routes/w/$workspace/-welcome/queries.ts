import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, take } from '@/api/client';
import { keys } from '@/api/keys';
import { useWorkspace } from '@/api/workspaces';

export function useInstallation() {
  return useQuery({ queryKey: ['installation'], queryFn: () => take(client.GET('/api/v1/installation')), staleTime: 60_000 });
}

// useSample adds the sample's resources as one change.
export function useSample() {
  const { slug: workspace } = useWorkspace();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => take(client.POST('/api/v1/workspaces/{workspace}/sample', { params: { path: { workspace } } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.workspace(workspace) }),
  });
}

// useBuiltIn connects the workspace to the repository that Lockstep keeps itself.
export function useBuiltIn() {
  const { slug: workspace } = useWorkspace();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => take(client.POST('/api/v1/workspaces/{workspace}/git-sync/connect', { params: { path: { workspace } }, body: { settings: { builtIn: true }, direction: 'two-way' } })),
    onSuccess: () => cache.invalidateQueries({ queryKey: keys.workspace(workspace) }),
  });
}
