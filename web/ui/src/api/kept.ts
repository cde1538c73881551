import { useCallback, useState } from 'react';

// storageKey is where the browser keeps work of a key.
export const storageKey = (key: string) => `lockstep:draft:${key}`;

export function read<T>(text: string | null): T | null {
  try {
    return text ? (JSON.parse(text) as T) : null;
  } catch {
    return null; // what cannot be read is no work that could be brought back
  }
}

// load brings back the work of a key; there is none for null.
export function load<T>(key: string | null): T | null {
  if (key === null) return null;
  try {
    return read<T>(localStorage.getItem(storageKey(key)));
  } catch {
    return null;
  }
}

// store keeps work for a key; for null it lives as long as the page.
export function store<T>(key: string | null, work: T | null) {
  if (key === null) return;
  try {
    if (work === null) localStorage.removeItem(storageKey(key));
    else localStorage.setItem(storageKey(key), JSON.stringify(work));
  } catch {
    // Without room, work lives as long as the page.
  }
}

// useKept is state that survives a reload. null: there is none. What is set is kept even when
// the page is gone by then. No secret may be put into it.
export function useKept<T>(key: string): [T | null, (next: T | null) => void] {
  const [value, set] = useState(() => load<T>(key));
  const keep = useCallback(
    (next: T | null) => {
      store(key, next);
      set(next);
    },
    [key],
  );
  return [value, keep];
}
