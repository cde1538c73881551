import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEditor } from '@/api/editor';
import { keys } from '@/api/keys';
import type { Workspace } from '@/api/workspaces';
import { EditDialog } from '@/ui/EditDialog';
import { renameWorkspace } from './queries';

// RenameWorkspace changes the name of a workspace; its address stays.
export function RenameWorkspace({ of, onClose }: { of: Workspace; onClose: () => void }) {
  const cache = useQueryClient();
  const editor = useEditor({
    key: `workspaces/${of.id}`,
    server: versioned(of),
    write: async ({ name }, { etag }) => versioned(await renameWorkspace(cache, of, name.trim(), etag)),
    refresh: () => cache.invalidateQueries({ queryKey: keys.workspaces }),
    onSaved: onClose,
  });
  const { value, set } = editor.draft;
  const missing = value.name.trim() === '';
  return (
    <EditDialog title={`Rename ${of.name}`} editor={editor} labels={{ name: 'Name' }} saveLabel="Rename" invalid={missing} onClose={onClose}>
      <TextInput label="Name" required data-autofocus value={value.name} onChange={(e) => set({ name: e.currentTarget.value })} error={missing && 'A name is missing'} />
    </EditDialog>
  );
}

const versioned = (w: Workspace) => ({ value: { name: w.name }, etag: `"${w.version}"` });
