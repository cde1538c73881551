import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/keys';
import { EditDialog } from '@/ui/EditDialog';
import { labels } from './person';
import { PersonFields } from './PersonFields';
import { updateUser, type User } from './queries';
import { usePersonEditor } from './usePersonEditor';

// EditPerson changes the name and the addresses of somebody.
export function EditPerson({ user, own, onClose }: { user: User; own: boolean; onClose: () => void }) {
  const cache = useQueryClient();
  const { editor, faults } = usePersonEditor({
    key: `users/${user.id}`,
    user,
    write: (body, etag) => updateUser(cache, user.id, body, etag),
    refresh: () => cache.invalidateQueries({ queryKey: keys.users }),
    onSaved: () => {
      notifications.show({ message: `${user.name} is saved.` });
      onClose();
    },
  });
  return (
    <EditDialog title={`Edit ${user.name}`} editor={editor} labels={labels} onClose={onClose}>
      <PersonFields value={editor.draft.value} onChange={editor.draft.set} faults={faults} own={own} />
    </EditDialog>
  );
}
