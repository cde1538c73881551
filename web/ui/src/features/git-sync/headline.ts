import { fieldNames } from '@/api/fieldName';
import type { Activity } from '@/api/git';
import { disagreement } from '@/api/standing';
import { opWord, plural, refParts } from './words';

export type Item = NonNullable<Activity['items']>[number];

// Told is what an entry of the activity says first: one resource and what happened to it, or a
// text; and the items that are not said by it.
export type Told = { one: Item; rest: Item[] } | { text: string; rest: Item[] };

// toldOf puts an entry into words, from what it did rather than from the commit's subject. What
// stopped or failed has words of its own.
export function toldOf(entry: Pick<Activity, 'flow' | 'result' | 'summary' | 'items' | 'count'>): Told {
  const items = entry.items ?? [];
  const own = items.filter((i) => i.ref !== 'manifest'); // it follows from the rest
  const one = own[0] ?? items[0];
  if (!one || entry.flow === 'LOCAL' || ['skipped', 'halted', 'failed'].includes(entry.result)) return { text: entry.summary, rest: items };
  if (own.length <= 1 && entry.count <= items.length) return { one, rest: items.filter((i) => i !== one) };
  const kinds = new Set(own.map((i) => refParts(i.ref).kind));
  const n = entry.count - (items.length - own.length);
  const noun = plural(n, kinds.size === 1 && one.ref.includes('/') ? refParts(one.ref).kind : 'resource');
  const words = new Map<string, number>();
  for (const i of own) words.set(opWord(i.op), (words.get(opWord(i.op)) ?? 0) + 1);
  if (words.size === 1) return { text: `${noun} ${opWord(one.op)}`, rest: items };
  return { text: entry.count > items.length ? noun : `${noun}: ${[...words].map(([word, count]) => `${count} ${word}`).join(', ')}`, rest: items };
}

// happened says what happened to a resource, after its name.
export function happened(item: Item): string {
  const word = opWord(item.op);
  const note = noteOf(item);
  if (word === 'held') return `is held${note && `: ${note}`}`;
  const fields = item.fields?.length ? `: ${fieldNames(item.fields).join(', ')}` : '';
  return `${word}${note && ` (${note})`}${fields}`;
}

// noteOf is what else is said of an item, without its own name and place in it.
function noteOf({ note = '', ref, path = '', op, fields }: Item): string {
  const former = /^from \w+\/(.+?)( merged)?$/.exec(note);
  if (former) return `was ${former[1]!}${former[2] ? ', merged' : ''}`;
  const start = [`${ref}: `, `${path}:`].find((s) => s.length > 2 && note.startsWith(s));
  const said = (start ? note.slice(start.length) : note).trim().replace(/^(\d+):\d+: /, 'line $1: ');
  return op === 'conflict' ? disagreement(fields, said) : said;
}
