import { fieldNames } from '@/api/fieldName';
import type { Activity } from '@/api/git';
import { isTrouble } from './words';

export const shows = ['all', 'inbound', 'outbound', 'trouble'] as const;
export type Show = (typeof shows)[number];

// ActivitySearch is what the address of the page says about the activity.
export interface ActivitySearch {
  show?: Show;
  find?: string;
}

export function activitySearch(raw: Record<string, unknown>): ActivitySearch {
  const show = shows.find((s) => s === raw.show && s !== 'all');
  const find = typeof raw.find === 'string' || typeof raw.find === 'number' ? String(raw.find) : '';
  return { show, find: find || undefined };
}

// matches tells whether an entry is asked for: by direction, and by a part of any of its words.
export function matches(a: Activity, { show, find }: ActivitySearch): boolean {
  if (show === 'inbound' && a.flow !== 'INBOUND') return false;
  if (show === 'outbound' && a.flow !== 'OUTBOUND') return false;
  if (show === 'trouble' && !isTrouble(a)) return false;
  if (!find) return true;
  const wanted = find.toLowerCase();
  const words = [a.summary, a.author, a.commit, a.hint, ...(a.items ?? []).flatMap((i) => [i.ref, i.name, i.note, ...(i.fields ?? []), ...fieldNames(i.fields ?? [])])];
  return words.some((w) => w?.toLowerCase().includes(wanted));
}
