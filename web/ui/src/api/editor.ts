import { useMutation } from '@tanstack/react-query';
import type { Clash } from '@/ui/place';
import type { Versioned } from './client';
import { useDraft, type Draft } from './draft';
import { toFault, type Fault } from './error';
import type { Kind } from './keys';
import type { Merge } from './merge';
import { useLastAuthor } from './revisions';
import { useOwnKey } from './session';

export interface Editor<T> {
  draft: Draft<T>;
  save: () => void;
  saving: boolean;
  fault: Fault | null; // why the last save failed; null when the draft is joined with what came between
  settle: (pick: (c: Clash) => 'mine' | 'theirs') => void; // answers the draft's offer
  who?: string; // who changed it meanwhile
}

interface Options<T> {
  key: string | null; // of the draft; null: it may hold a secret, and ends with the page
  of?: { kind: Kind; id: number }; // none: a new one
  server: Versioned<T>;
  begin?: T; // what a draft begins with, instead of the server's value
  merge?: Merge<T>; // how two edits are joined; field by field where none is given
  write: (value: T, now: { etag: string; base: T }) => Promise<Versioned<T>>; // with If-Match; puts the answer into the cache
  refresh: () => Promise<unknown>; // reads the server's value anew
  onSaved?: () => void; // when the draft knows of it
}

interface Sent<T> {
  sent: T;
  etag: string;
  base: T;
}

// useEditor edits a resource as a draft and saves it under the version it began from. What
// somebody else saved between comes in by the draft: joined, or as an offer.
export function useEditor<T>({ key, of, server, begin, merge, write, refresh, onSaved }: Options<T>): Editor<T> {
  const own = useOwnKey(key ?? '');
  const draft = useDraft(key === null ? null : own, server, begin, merge);
  const saving = useMutation({
    // What is sent goes under the version that it was made of, also when it waits for the network
    // and the draft stands on a newer one by then.
    mutationFn: async ({ sent, etag, base }: Sent<T>) => draft.saved(sent, await write(sent, { etag, base })),
    onSuccess: onSaved,
    onError: (error) => (toFault(error).code === 'stale' ? refresh() : undefined),
  });
  const met = draft.joined.length > 0 || draft.offer !== null;
  const who = useLastAuthor(of, met);
  const fault = saving.error ? toFault(saving.error) : null;
  const moved = saving.variables !== undefined && saving.variables.etag !== draft.etag; // it was joined since
  return {
    draft,
    save: () => {
      if (draft.dirty && !draft.offer && !saving.isPending) saving.mutate({ sent: draft.value, etag: draft.etag, base: draft.base });
    },
    saving: saving.isPending,
    fault: fault?.code === 'stale' && (met || moved || !draft.dirty) ? null : fault,
    settle: (pick) => {
      if (draft.offer) draft.accept(draft.offer.settled(pick));
    },
    who,
  };
}
