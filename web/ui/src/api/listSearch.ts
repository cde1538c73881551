// ListSearch is what the address of a list says: what is looked for, in which state, in which
// order. Kinds add their own filters.
export interface ListSearch {
  search?: string;
  state?: string;
  by?: string;
  desc?: boolean;
}

const states = ['in_sync', 'pending', 'held', 'conflict', 'off'];

// listSearch reads an address; what makes no sense is left out.
export function listSearch(raw: Record<string, unknown>): ListSearch {
  const text = (v: unknown) => (typeof v === 'string' && v !== '' ? v : typeof v === 'number' ? String(v) : undefined);
  const state = text(raw.state);
  return { search: text(raw.search), state: state && states.includes(state) ? state : undefined, by: text(raw.by), desc: raw.desc === true || undefined };
}
