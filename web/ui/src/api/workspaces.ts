import { queryOptions } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { client, take, type Schemas } from './client';
import { keys } from './keys';

export type Workspace = Schemas['Workspace'];

export const workspacesQuery = queryOptions({
  queryKey: keys.workspaces,
  queryFn: () => take(client.GET('/api/v1/workspaces', { params: { query: { limit: 1000 } } })),
  staleTime: 60_000,
});

export const WorkspaceContext = createContext<Workspace | null>(null);

// useWorkspace is the workspace of the address.
export function useWorkspace(): Workspace {
  const w = useContext(WorkspaceContext);
  if (!w) throw new Error('there is no workspace in this address');
  return w;
}
