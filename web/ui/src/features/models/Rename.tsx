import { useMutation, useQueryClient } from '@tanstack/react-query';
import { nameOf } from '@/api/address';
import { toFault } from '@/api/error';
import { keys } from '@/api/keys';
import { useWorkspace } from '@/api/workspaces';
import { RenameFile } from '@/ui/RenameFile';
import { updateModel, type Model } from './queries';

// Rename moves the file of a model; the syncs that use it name it anew.
export function Rename({ model, etag, onClose }: { model: Model; etag: string; onClose: () => void }) {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  const rename = useMutation({
    mutationFn: async (next: string) => {
      await updateModel(cache, slug, model.id, nameOf(model), { slug: next }, etag); // the page follows
      void cache.invalidateQueries({ queryKey: keys.kind(slug, 'syncs') });
    },
  });
  const uses = model.syncs.length;
  return (
    <RenameFile
      folder="models"
      slug={model.slug}
      follows={uses === 0 ? undefined : uses === 1 ? 'The sync that uses it follows.' : `The ${uses} syncs that use it follow.`}
      onRename={(next) => rename.mutateAsync(next)}
      renaming={rename.isPending}
      error={rename.error && toFault(rename.error)}
      onClose={onClose}
    />
  );
}
