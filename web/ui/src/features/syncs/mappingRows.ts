import { same } from '@/api/merge';
import type { Mapping } from './mapping';

// Rows are mappings with an id for each, by which the page knows them again.
export interface Rows {
  ids: number[];
  of: Mapping[];
}

export const rowsOf = (list: Mapping[]): Rows => ({ ids: list.map((_, i) => i), of: list });

export const freshId = (ids: number[]) => Math.max(-1, ...ids) + 1;

// followed gives a list that came from elsewhere the ids of the rows that it was: of those that
// are the same, or else fill the same field.
export function followed(rows: Rows, list: Mapping[]): Rows {
  const free = rows.of.map((of, i) => ({ id: rows.ids[i]!, of }));
  const take = (fits: (of: Mapping) => boolean) => {
    const at = free.findIndex((row) => fits(row.of));
    return at < 0 ? undefined : free.splice(at, 1)[0]!.id;
  };
  const found = list.map((m) => take((of) => same(of, m)));
  const ids = list.map((m, i) => found[i] ?? take((of) => Boolean(m.to) && of.to === m.to));
  let next = freshId(rows.ids);
  return { ids: ids.map((id) => id ?? next++), of: list };
}
