import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Schemas } from './client';
import { keys, type Kind } from './keys';
import { listen } from './listen';
import { outdate } from './outdate';

// ChangeEvent is one change of the workspace, by whomever and through whichever door.
export interface ChangeEvent {
  seq: number;
  origin: string;
  all: boolean; // too much changed to be named
  refs: { kind: string; slug: string; id: number; version: number; op: string }[];
}

// Live says whether the page hears of changes at once.
export type Live = 'opening' | 'on' | 'lost';

const folders: Record<string, Kind> = { source: 'sources', destination: 'destinations', model: 'models', sync: 'syncs' };

// applyChange makes stale what a change touches: its kinds (a list shows names and counts of
// others), the overview, the trash, what is held and what waits for Git.
export function applyChange(cache: QueryClient, workspace: string, change: ChangeEvent) {
  if (change.all) {
    outdate(cache, { queryKey: keys.workspace(workspace) });
    return;
  }
  const kinds = new Set(change.refs.map((r) => folders[r.kind]).filter((k) => k !== undefined));
  for (const kind of kinds) outdate(cache, { queryKey: keys.kind(workspace, kind) });
  if (change.refs.some((r) => r.kind === 'aliases')) outdate(cache, { queryKey: keys.aliases(workspace) });
  for (const key of [keys.overview(workspace), keys.plan(workspace), keys.conflicts(workspace), keys.trash(workspace)]) {
    outdate(cache, { queryKey: key });
  }
}

// applyStatus shows the new status, and asks anew for what depends on it. before is the status that
// was heard last: the page may have asked for this one already, and not for what depends on it.
export function applyStatus(cache: QueryClient, workspace: string, status: Schemas['Status'], before = cache.getQueryData<Schemas['Status']>(keys.gitStatus(workspace))) {
  cache.setQueryData(keys.gitStatus(workspace), status);
  // What is held may have new sides though the status counts the same.
  if (status.held > 0) outdate(cache, { queryKey: keys.conflicts(workspace), predicate: (q) => !q.queryKey.includes('outcome') });
  if (before?.settingsVersion !== status.settingsVersion) outdate(cache, { queryKey: keys.gitSettings(workspace) });
  if (before && before.head === status.head && before.state === status.state && before.held === status.held && before.pending === status.pending) return;
  for (const key of [keys.conflicts(workspace), keys.plan(workspace), keys.overview(workspace)]) {
    outdate(cache, { queryKey: key });
  }
  // The badges of resources follow the state of Git Sync.
  for (const kind of Object.values(folders)) outdate(cache, { queryKey: keys.kind(workspace, kind) });
}

// applyDirectory makes stale what all workspaces share: an event of it does not say what changed.
// The first one of a page says only what it begins with: lists that are shown are asked for anew.
export function applyDirectory(cache: QueryClient, first = false) {
  for (const queryKey of [keys.users, keys.apiKeys]) outdate(cache, { queryKey });
  for (const queryKey of [keys.me, keys.workspaces, keys.installation]) outdate(cache, { queryKey, refetchType: first ? 'none' : 'active' });
}

// useEvents keeps the pages of a workspace live.
export function useEvents(workspace: string): Live {
  const cache = useQueryClient();
  const [live, setLive] = useState<Live>('opening');
  useEffect(() => {
    let directory: number | undefined; // the version that the page has
    let status: Schemas['Status'] | undefined; // the last that was heard
    return listen(workspace, (heard) => {
      switch (heard.of) {
        case 'open':
          setLive('on');
          if (heard.missed) outdate(cache, { queryKey: keys.workspace(workspace) });
          return;
        case 'lost':
          return setLive('lost');
        case 'change':
          return applyChange(cache, workspace, JSON.parse(heard.data) as ChangeEvent);
        case 'status': {
          const before = status;
          status = JSON.parse(heard.data) as Schemas['Status'];
          return applyStatus(cache, workspace, status, before);
        }
        case 'activity':
          outdate(cache, { queryKey: keys.activity(workspace) });
          // Another file may be held in place of one that was: the status counts the same.
          outdate(cache, { queryKey: keys.conflicts(workspace) });
          return;
        case 'directory': {
          const { version } = JSON.parse(heard.data) as Schemas['DirectoryEvent'];
          if (version !== directory) applyDirectory(cache, directory === undefined);
          directory = version;
        }
      }
    });
  }, [cache, workspace]);
  return live;
}
