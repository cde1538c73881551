import { useMutation, useQueryClient } from '@tanstack/react-query';
import { nameOf } from '@/api/address';
import { toFault } from '@/api/error';
import { keys } from '@/api/keys';
import { useWorkspace } from '@/api/workspaces';
import { RenameFile } from '@/ui/RenameFile';
import { updateConnection, useUsers, type Connection, type ConnectionKind } from './queries';
import { words } from './words';

// Rename moves the file; what uses it names it anew.
export function Rename({ kind, of, etag, onClose }: { kind: ConnectionKind; of: Connection; etag: string; onClose: () => void }) {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  const { users: [one, many], usersFolder } = words[kind];
  const { total } = useUsers(slug, kind, of.id);
  const rename = useMutation({
    mutationFn: async (next: string) => {
      await updateConnection(cache, slug, kind, of.id, nameOf(of), { slug: next }, etag); // the page follows
      void cache.invalidateQueries({ queryKey: keys.kind(slug, usersFolder) });
    },
  });
  return (
    <RenameFile
      folder={kind}
      slug={of.slug}
      follows={total === 0 ? undefined : total === 1 ? `The ${one} that uses it follows.` : `The ${total} ${many} that use it follow.`}
      onRename={(next) => rename.mutateAsync(next)}
      renaming={rename.isPending}
      error={rename.error && toFault(rename.error)}
      onClose={onClose}
    />
  );
}
