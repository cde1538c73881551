import { useNavigate } from '@tanstack/react-router';
import { pathOf } from '@/api/address';
import { toFault } from '@/api/error';
import { useWorkspace } from '@/api/workspaces';
import { ToTrash } from '@/ui/ToTrash';
import { trashNotice } from '@/ui/trashNotice';
import { useTrashModel, useUsage, type Model } from './queries';

const named = 8;

// Remove moves a model to the trash, from where a notice brings it back.
export function Remove({ model, etag, onClose }: { model: Model; etag: string; onClose: () => void }) {
  const { slug } = useWorkspace();
  const navigate = useNavigate();
  const trash = useTrashModel(slug);
  const usage = useUsage(slug, model.id);
  const links = Array.from({ length: Math.min(named, usage.total) }, (_, i) => usage.rowAt(i)).flatMap((s) => (s ? [{ label: s.slug, to: pathOf(slug, 'syncs', s) }] : []));
  const go = () =>
    trash.mutate(
      { model, etag },
      {
        onSuccess: (bringBack) => {
          void navigate({ to: `/w/${slug}/models` });
          trashNotice({ id: model.id, name: model.name, bringBack, onBack: () => void navigate({ to: pathOf(slug, 'models', model) }), why: (e) => toFault(e).message });
        },
      },
    );
  return (
    <ToTrash
      name={model.name}
      inGit={model.git.state !== 'off'}
      uses={{
        title: usage.total === 1 ? '1 sync uses it' : `${usage.total} syncs use it`,
        hint: 'A model that is in use stays. Give them another model, or move them to the trash first.',
        links,
        total: usage.total,
      }}
      onConfirm={go}
      busy={trash.isPending}
      error={trash.error && toFault(trash.error)}
      onClose={onClose}
    />
  );
}
