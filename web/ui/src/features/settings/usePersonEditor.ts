import { useState } from 'react';
import type { Versioned } from '@/api/client';
import { useEditor } from '@/api/editor';
import { faultsOf, personOf, updateOf, type PersonForm } from './person';
import type { PersonUpdate, User } from './queries';

interface Options {
  key: string; // of the draft
  user: User;
  write: (body: PersonUpdate, etag: string) => Promise<User>; // with If-Match; puts the answer into the cache
  refresh: () => Promise<unknown>;
  onSaved: () => void;
}

// usePersonEditor edits a person's name and addresses. What is missing is said once they are to
// be saved.
export function usePersonEditor({ key, user, write, refresh, onSaved }: Options) {
  const [tried, setTried] = useState(false);
  const editor = useEditor<PersonForm>({
    key,
    server: personOf(user),
    write: async (form, { etag }): Promise<Versioned<PersonForm>> => personOf(await write(updateOf(form), etag)),
    refresh,
    onSaved: () => {
      setTried(false);
      onSaved();
    },
  });
  const faults = faultsOf(editor.draft.value, user.hasPassword);
  const save = () => {
    setTried(true);
    if (!faults) editor.save();
  };
  return { editor: { ...editor, save }, faults: tried ? faults : undefined };
}
