import { notifications } from '@mantine/notifications';
import { IconKeyboard, IconLogout, IconMoon, IconPlayerPause, IconPlayerPlay, IconPlus, IconRefreshDot, IconSun } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { client, take } from '@/api/client';
import { toFault } from '@/api/error';
import { useGitStatus } from '@/api/git';
import { keys } from '@/api/keys';
import { useMay, useSignOut } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';
import { useDark } from './useDark';

export interface Command {
  id: string;
  label: string;
  icon: ReactNode;
  run: () => void;
}

const size = 18;

// useCommands are what can be done from anywhere, by who may do it.
export function useCommands(onShortcuts: () => void): Command[] {
  const { slug: workspace } = useWorkspace();
  const { data: status } = useGitStatus();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const signOut = useSignOut();
  const { dark, toggle } = useDark();
  const may = useMay('write');

  const refused = (e: unknown) => notifications.show({ color: 'red', title: toFault(e).message, message: toFault(e).hint });
  const ask = (work: Promise<unknown>, done: string) =>
    work.then(
      () => {
        notifications.show({ message: done });
        return cache.invalidateQueries({ queryKey: keys.git(workspace) });
      },
      refused,
    );
  // The palette is gone by the time that the answer is there.
  const leave = () => void signOut.mutateAsync().then(() => navigate({ to: '/sign-in' }), refused);
  const params = { params: { path: { workspace } } };
  const make = (label: string, path: string): Command => ({ id: path, label, icon: <IconPlus size={size} />, run: () => void navigate({ to: `/w/${workspace}/${path}` }) });
  const on = may && status !== undefined && status.phase !== 'disconnected';
  const paused = status?.phase === 'paused';
  return [
    ...(may ? [make('New model', 'models/new'), make('New sync', 'syncs/new'), make('New source', 'sources/new'), make('New destination', 'destinations/new')] : []),
    ...(on && !paused
      ? [
          { id: 'sync', label: 'Sync now', icon: <IconRefreshDot size={size} />, run: () => void ask(take(client.POST('/api/v1/workspaces/{workspace}/git-sync/sync', params)), 'Git Sync has run.') },
          { id: 'pause', label: 'Pause Git Sync', icon: <IconPlayerPause size={size} />, run: () => void ask(take(client.POST('/api/v1/workspaces/{workspace}/git-sync/pause', params)), 'Git Sync is paused.') },
        ]
      : []),
    ...(on && paused ? [{ id: 'resume', label: 'Resume Git Sync', icon: <IconPlayerPlay size={size} />, run: () => void ask(take(client.POST('/api/v1/workspaces/{workspace}/git-sync/resume', params)), 'Git Sync goes on.') }] : []),
    { id: 'colours', label: dark ? 'Light colours' : 'Dark colours', icon: dark ? <IconSun size={size} /> : <IconMoon size={size} />, run: toggle },
    { id: 'shortcuts', label: 'Keyboard shortcuts', icon: <IconKeyboard size={size} />, run: onShortcuts },
    { id: 'sign-out', label: 'Sign out', icon: <IconLogout size={size} />, run: leave },
  ];
}
