import { useCallback, useState } from 'react';

const prefix = 'lockstep:draft:';

function read<T>(key: string): T | null {
  try {
    const text = localStorage.getItem(prefix + key);
    return text ? (JSON.parse(text) as T) : null;
  } catch {
    return null; // what cannot be read is no work that could be brought back
  }
}

function write<T>(key: string, value: T | null) {
  try {
    if (value === null) localStorage.removeItem(prefix + key);
    else localStorage.setItem(prefix + key, JSON.stringify(value));
  } catch {
    // Without room, it lives as long as the page.
  }
}

// useKept is state that survives a reload. null: there is none. What is set is kept even when
// the page is gone by then. No secret may be put into it.
export function useKept<T>(key: string): [T | null, (next: T | null) => void] {
  const [value, set] = useState(() => read<T>(key));
  const keep = useCallback(
    (next: T | null) => {
      write(key, next);
      set(next);
    },
    [key],
  );
  return [value, keep];
}
