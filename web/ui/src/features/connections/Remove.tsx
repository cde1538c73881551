import { useNavigate } from '@tanstack/react-router';
import { pathOf } from '@/api/address';
import { toFault } from '@/api/error';
import { useWorkspace } from '@/api/workspaces';
import { ToTrash } from '@/ui/ToTrash';
import { trashNotice } from '@/ui/trashNotice';
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
  const go = () =>
    trash.mutate(
      { of, etag },
      {
        onSuccess: (bringBack) => {
          void navigate({ to: `/w/${slug}/${kind}` });
          trashNotice({ id: of.id, name: of.name, bringBack, onBack: () => void navigate({ to: pathOf(slug, kind, of) }), why: (e) => toFault(e).message });
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
