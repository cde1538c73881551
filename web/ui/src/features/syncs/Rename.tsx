import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { pathOf } from '@/api/address';
import { toFault } from '@/api/error';
import { useWorkspace } from '@/api/workspaces';
import { RenameFile } from '@/ui/RenameFile';
import { updateSync, type Sync } from './queries';

// Rename moves the file of a sync.
export function Rename({ sync, etag, onClose }: { sync: Sync; etag: string; onClose: () => void }) {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const rename = useMutation({
    mutationFn: async (next: string) => {
      const now = await updateSync(cache, slug, sync, { slug: next }, etag);
      await navigate({ to: pathOf(slug, 'syncs', now.value), replace: true });
    },
  });
  return <RenameFile folder="syncs" slug={sync.slug} onRename={(next) => rename.mutateAsync(next)} renaming={rename.isPending} error={rename.error && toFault(rename.error)} onClose={onClose} />;
}
