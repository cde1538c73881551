import type { Json } from './merge';

// Keyed is a list whose entries are objects, each with another "to", in its order.
export type Keyed = Map<string, Json>;

// asKeyed returns a list by key; null when an entry has none, or two share one. Of a list under
// way, an entry that has no "to" yet is one of its own.
export function asKeyed(list: Json[], underWay = false): Keyed | null {
  const out: Keyed = new Map();
  for (const [i, entry] of list.entries()) {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return null;
    const to = entry.to === undefined && underWay ? '' : entry.to;
    if (typeof to !== 'string' || (to === '' && !underWay)) return null;
    const key = to === '' ? `\0${i}` : to;
    if (out.has(key)) return null;
    out.set(key, entry);
  }
  return out;
}

// shared returns the keys of k that all others have, in k's order.
export function shared(k: Keyed, ...others: Keyed[]): string[] {
  return [...k.keys()].filter((key) => others.every((o) => o.has(key)));
}
