import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { pathOf } from '@/api/address';
import { toFault } from '@/api/error';
import { useWorkspace } from '@/api/workspaces';
import { ToTrash } from '@/ui/ToTrash';
import { useTrashConnection, useUsers, type Connection, type ConnectionKind } from './queries';
import { words } from './words';

const named = 8;

// Remove moves a source or destination to the trash, from where a notice brings it back.
export function Remove({ kind, of, etag, onClose }: { kind: ConnectionKind; of: Connection; etag: string; onClose: () => void }) {
  const { slug } = useWorkspace();
  const navigate = useNavigate();
  const trash = useTrashConnection(slug, kind);
  const users = useUsers(slug, kind, of.id);
  const { users: [one, many], usersFolder } = words[kind];
  const links = Array.from({ length: Math.min(named, users.total) }, (_, i) => users.rowAt(i))
    .filter((u) => u !== undefined)
    .map((u) => ({ label: u.name, to: pathOf(slug, usersFolder, u) }));
  const told = (bringBack: () => Promise<void>) => {
    const id = `trash-${of.id}`;
    const undo = () => {
      notifications.hide(id);
      bringBack().then(
        () => void navigate({ to: pathOf(slug, kind, of) }),
        (e: unknown) => notifications.show({ color: 'red', title: 'Not restored', message: toFault(e).message }),
      );
    };
    notifications.show({
      id,
      autoClose: 10_000,
      closeButtonProps: { 'aria-label': 'Close' },
      message: (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">{of.name} is in the trash.</Text>
          <Button size="compact-sm" variant="light" onClick={undo}>Undo</Button>
        </Group>
      ),
    });
  };
  const go = () =>
    trash.mutate(
      { of, etag },
      {
        onSuccess: (bringBack) => {
          void navigate({ to: `/w/${slug}/${kind}` });
          told(bringBack);
        },
      },
    );
  return (
    <ToTrash
      name={of.name}
      inGit={of.git.state !== 'off'}
      uses={{
        title: users.total === 1 ? `1 ${one} uses it` : `${users.total} ${many} use it`,
        hint: `Let ${users.total === 1 ? 'it' : 'them'} use another one first, or move ${users.total === 1 ? 'it' : 'them'} to the trash.`,
        links,
        total: users.total,
      }}
      onConfirm={go}
      busy={trash.isPending}
      error={trash.error && toFault(trash.error)}
      onClose={onClose}
    />
  );
}
