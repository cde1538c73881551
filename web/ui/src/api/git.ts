import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query';
import { client, take, takeVersioned, type Schemas } from './client';
import { keys } from './keys';
import { useWorkspace } from './workspaces';

export type GitStatus = Schemas['Status'];
export type GitSettings = NonNullable<Schemas['Connect']['settings']>;
export type Plan = Schemas['Plan'];
export type PlanItem = Schemas['PlanItem'];
export type Activity = Schemas['Activity'];
export type Conflict = Schemas['Conflict'];
export type Resolve = Schemas['Resolve'];
export type Outcome = Schemas['Outcome'];
export type ConnectionTest = Schemas['ConnectionTest'];
export type HostKey = Schemas['HostKey'];
export type Halt = Schemas['Halt'];

const at = (workspace: string) => ({ params: { path: { workspace } } });

export const gitStatusQuery = (workspace: string) =>
  queryOptions({
    queryKey: keys.gitStatus(workspace),
    queryFn: () => take(client.GET('/api/v1/workspaces/{workspace}/git-sync/status', at(workspace))),
    staleTime: 30_000,
  });

export function useGitStatus() {
  return useQuery(gitStatusQuery(useWorkspace().slug));
}

export const gitSettingsQuery = (workspace: string) =>
  queryOptions({
    queryKey: keys.gitSettings(workspace),
    queryFn: () => takeVersioned<GitSettings>(client.GET('/api/v1/workspaces/{workspace}/git-sync/settings', at(workspace))),
  });

// planQuery asks the remote, so it is asked for only where it is shown.
export const planQuery = (workspace: string) =>
  queryOptions({
    queryKey: keys.plan(workspace),
    queryFn: () => take(client.GET('/api/v1/workspaces/{workspace}/git-sync/plan', at(workspace))),
  });

export const conflictsQuery = (workspace: string) =>
  queryOptions({
    queryKey: keys.conflicts(workspace),
    queryFn: () => take(client.GET('/api/v1/workspaces/{workspace}/git-sync/conflicts', { params: { path: { workspace }, query: { limit: 1000 } } })),
  });

export const conflictQuery = (workspace: string, kind: string, slug: string) =>
  queryOptions({
    queryKey: [...keys.conflicts(workspace), kind, slug],
    queryFn: () => take(client.GET('/api/v1/workspaces/{workspace}/git-sync/conflicts/{kind}/{slug}', { params: { path: { workspace, kind, slug } } })),
  });

export const activityPage = 50;

export const activityQuery = (workspace: string) =>
  infiniteQueryOptions({
    queryKey: keys.activity(workspace),
    queryFn: ({ pageParam }) =>
      take(client.GET('/api/v1/workspaces/{workspace}/git-sync/activity', { params: { path: { workspace }, query: { limit: activityPage, before: pageParam } } })),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => (last.hasMore ? last.data?.at(-1)?.id : undefined),
  });

// commitLink is the page of a commit at its host; undefined when that is not known.
export function commitLink(template: string | undefined, commit: string | undefined): string | undefined {
  return template && commit ? template.replace('{commit}', commit) : undefined;
}
