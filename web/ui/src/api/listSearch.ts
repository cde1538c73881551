// ListSearch is what the address of a list says: what is looked for, in which state, in which
// order. Kinds add their own filters.
export interface ListSearch {
  search?: string;
  state?: string;
  by?: string;
  desc?: boolean;
}

const states = ['in_sync', 'pending', 'held', 'conflict', 'off'];

// textOf is a word of an address, where a number is read as one.
export const textOf = (v: unknown) => (typeof v === 'string' && v !== '' ? v : typeof v === 'number' ? String(v) : undefined);

// listSearch reads an address; what makes no sense is left out.
export function listSearch(raw: Record<string, unknown>): ListSearch {
  const state = textOf(raw.state);
  return { search: textOf(raw.search), state: state && states.includes(state) ? state : undefined, by: textOf(raw.by), desc: raw.desc === true || undefined };
}

// listSearchWith is listSearch with the filters that a kind has of its own.
export function listSearchWith<K extends string>(...own: K[]) {
  return (raw: Record<string, unknown>): ListSearch & Partial<Record<K, string>> => ({
    ...(Object.fromEntries(own.map((name) => [name, textOf(raw[name])])) as Partial<Record<K, string>>),
    ...listSearch(raw),
  });
}

// PageSearch is what the address of one resource's page says.
export interface PageSearch {
  tab?: string;
  version?: number; // of the history
}

const tabs = ['history', 'yaml', 'usage'];

// pageSearch reads such an address. The tab Edit is the one that is not named.
export function pageSearch(raw: Record<string, unknown>): PageSearch {
  const tab = textOf(raw.tab);
  const version = Number(raw.version);
  return { tab: tab && tabs.includes(tab) ? tab : undefined, version: Number.isInteger(version) && version > 0 ? version : undefined };
}
