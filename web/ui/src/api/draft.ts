import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Place } from '@/ui/place';
import type { Versioned } from './client';
import { load, read, storageKey, store } from './kept';
import { merge3, same, type Clash, type Merge, type Pick } from './merge';

// Saved is unfinished work as it survives a reload.
interface Saved<T> {
  base: T;
  etag: string;
  draft: T;
}

// Held is the work of this tab. It is not stored again where another tab of the browser stored
// it: an echo would undo what is typed there meanwhile.
interface Held<T> extends Saved<T> {
  elsewhere?: true;
}

interface Offer<T> {
  clashes: Clash[];
  settled: (pick: Pick) => T; // both edits, with what is picked where they clash
}

export interface Draft<T> {
  value: T;
  set: (next: T | ((now: T) => T)) => void;
  dirty: boolean;
  etag: string; // under which the draft may be saved
  base: T; // what it began from
  offer: Offer<T> | null; // somebody else's edit that clashes with this one
  accept: (merged: T) => void; // takes the result of the offer as the new draft
  joined: Place[]; // what others changed meanwhile, without a clash
  restored: boolean; // the draft is from before a reload
  discard: () => void;
  saved: (sent: T, now: Versioned<T>) => void; // the server took sent, and this is what it made of it
}

// older tells an answer that comes late from a new one. Versions only rise. Two texts of one
// version, such as "5.ab12cd" and "5.f00baa", have no order.
const older = (a: string, b: string) => versionOf(a) < versionOf(b);
const versionOf = (etag: string) => Number.parseInt(etag.replaceAll('"', ''), 10);

// useDraft is an edit of a server's value. It survives a reload, is the same in all tabs of a
// browser, follows the edits of others while it has none of its own in the same fields, and offers
// a merge where it has. What may hold a secret has no key (null): it ends with the page. It starts as the server's value, or
// as another one, which is no work to be kept until somebody changes it.
export function useDraft<T>(key: string | null, server: Versioned<T>, start = server.value, merge: Merge<T> = merge3): Draft<T> {
  const [first] = useState(() => load<Saved<T>>(key));
  const [restored, setRestored] = useState(first !== null);
  const [held, setHeld] = useState<Held<T>>(() => first ?? { base: server.value, etag: server.etag, draft: start });
  const [begun] = useState(() => (first === null && start !== server.value ? start : undefined));
  const [joined, setJoined] = useState<Place[]>([]);

  const moved = (held.etag !== server.etag || !same(held.base, server.value)) && !older(server.etag, held.etag);
  const merged = useMemo(() => (moved ? merge(held.base, held.draft, server.value) : null), [merge, moved, held, server.value]);
  const clashing = merged !== null && merged.clashes.length > 0;
  if (merged && !clashing) {
    // Nothing of one's own is touched: the draft now stands on the new value.
    // A version that changes nothing here leaves what was said of the one before.
    if (!same(held.base, held.draft) && merged.theirs.length > 0) setJoined(merged.theirs);
    if (restored && same(merged.value, server.value)) setRestored(false);
    // Work of another tab stays its own as long as there is any.
    const elsewhere = held.elsewhere && !same(merged.value, server.value);
    setHeld({ base: server.value, etag: server.etag, draft: merged.value, ...(elsewhere && { elsewhere }) });
  }

  const dirty = !same(held.base, held.draft);
  const kept = useRef(first !== null);
  useEffect(() => {
    const keep = dirty && !(begun !== undefined && same(begun, held.draft));
    // What is not kept here may be the work of another tab.
    if (!held.elsewhere && (keep || kept.current)) store(key, keep ? { base: held.base, etag: held.etag, draft: held.draft } : null);
    kept.current = keep;
  }, [key, dirty, begun, held]);
  useEffect(() => {
    const follow = (e: StorageEvent) => {
      // What is taken away there was saved, which the server tells, or discarded: here it stays.
      const other = key !== null && e.key === storageKey(key) ? read<Saved<T>>(e.newValue) : null;
      if (other === null) return;
      setHeld({ ...other, elsewhere: true });
      setRestored(false);
    };
    window.addEventListener('storage', follow);
    return () => window.removeEventListener('storage', follow);
  }, [key]);

  const set = useCallback((next: T | ((now: T) => T)) => {
    setHeld((h) => {
      const draft = typeof next === 'function' ? (next as (now: T) => T)(h.draft) : next;
      return same(draft, h.draft) ? h : { base: h.base, etag: h.etag, draft };
    });
  }, []);
  const begin = useCallback(
    (draft: T) => {
      setHeld({ base: server.value, etag: server.etag, draft });
      setJoined([]);
      setRestored(false);
    },
    [server],
  );
  return {
    value: held.draft,
    set,
    dirty,
    etag: held.etag,
    base: held.base,
    offer: clashing ? { clashes: merged.clashes, settled: (pick) => merge(held.base, held.draft, server.value, pick).value } : null,
    accept: begin,
    joined,
    restored: restored && dirty,
    discard: useCallback(() => begin(server.value), [begin, server.value]),
    saved: useCallback((sent, now) => {
      setHeld((h) => ({ base: now.value, etag: now.etag, draft: merge(sent, h.draft, now.value).value }));
      setJoined([]);
      setRestored(false);
    }, [merge]),
  };
}
