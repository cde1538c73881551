import { useNavigate } from '@tanstack/react-router';
import { pathOf } from '@/api/address';
import { toFault } from '@/api/error';
import { useWorkspace } from '@/api/workspaces';
import { ToTrash } from '@/ui/ToTrash';
import { trashNotice } from '@/ui/trashNotice';
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
          trashNotice({ id: sync.id, name: sync.slug, bringBack, onBack: () => void navigate({ to: pathOf(slug, 'syncs', sync) }), why: (e) => toFault(e).message });
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
