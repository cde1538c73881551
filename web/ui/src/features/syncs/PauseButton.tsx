import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { toFault } from '@/api/error';
import { useWorkspace } from '@/api/workspaces';
import { usePause, type Sync } from './queries';

// PauseButton stops the schedule of a sync, or lets it go on, at once.
export function PauseButton({ sync, etag }: { sync: Sync; etag: string }) {
  const { slug } = useWorkspace();
  const pause = usePause(slug);
  const failed = (e: unknown) => {
    const { message, hint, code } = toFault(e);
    notifications.show({ color: 'red', title: sync.disabled ? 'Not resumed' : 'Not paused', message: code === 'stale' ? 'Somebody changed the sync just now. Look it over and try again.' : `${message} ${hint}`, closeButtonProps: { 'aria-label': 'Close' } });
  };
  return (
    <Button
      variant={sync.disabled ? 'filled' : 'default'}
      leftSection={sync.disabled ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
      loading={pause.isPending}
      onClick={() => pause.mutate({ sync, etag }, { onError: failed })}
    >
      {sync.disabled ? 'Resume' : 'Pause'}
    </Button>
  );
}
