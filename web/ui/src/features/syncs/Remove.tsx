import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { pathOf } from '@/api/address';
import { toFault } from '@/api/error';
import { useWorkspace } from '@/api/workspaces';
import { ToTrash } from '@/ui/ToTrash';
import { useTrashSync, type Sync } from './queries';

// Remove moves a sync to the trash, from where a notice brings it back.
export function Remove({ sync, etag, onClose }: { sync: Sync; etag: string; onClose: () => void }) {
  const { slug } = useWorkspace();
  const navigate = useNavigate();
  const trash = useTrashSync(slug);
  const go = () =>
    trash.mutate(
      { sync, etag },
      {
        onSuccess: (bringBack) => {
          void navigate({ to: `/w/${slug}/syncs` });
          const id = `trash-${sync.id}`;
          const undo = () => {
            notifications.hide(id);
            bringBack().then(
              () => void navigate({ to: pathOf(slug, 'syncs', sync) }),
              (e: unknown) => notifications.show({ color: 'red', title: 'Not restored', message: toFault(e).message }),
            );
          };
          notifications.show({
            id,
            autoClose: 10_000,
            closeButtonProps: { 'aria-label': 'Close' },
            message: (
              <Group justify="space-between" wrap="nowrap">
                <Text size="sm">{sync.slug} is in the trash.</Text>
                <Button size="compact-sm" variant="light" onClick={undo}>Undo</Button>
              </Group>
            ),
          });
        },
      },
    );
  return (
    <ToTrash
      name={sync.slug}
      inGit={sync.git.state !== 'off'}
      onConfirm={go}
      busy={trash.isPending}
      error={trash.error && toFault(trash.error)}
      onClose={onClose}
    />
  );
}
