// Step goes from a value to one of its parts: a key of an object, the entry of a list that has
// this "to", the order of such a list, or lines of a text, counted from 1. Lines that end before
// they begin are none any more: they stood before the first.
export type Step = string | { to: string } | { order: true } | { lines: [number, number] };

export type Place = Step[];

// Clash is a part of a value that two people changed differently.
export interface Clash {
  path: Place;
  mine: unknown;
  theirs: unknown;
}

// keyOf tells places apart.
export const keyOf = (path: Place) => JSON.stringify(path);

// wordsOf names a place for people. Labels are by the keys that lead there, joined by dots, such
// as config.mappings.from; what holds the place is not named where the place has a label itself.
export function wordsOf(path: Place, labels: Record<string, string> = {}): string {
  const words: string[] = [];
  let keys = '';
  for (const step of path) {
    if (typeof step === 'string') {
      keys = keys ? `${keys}.${step}` : step;
      const label = labels[keys];
      if (label !== undefined && words.length === 1 && keys.split('.').length === 2) words.pop();
      words.push(label ?? step);
    } else if ('to' in step) {
      words.push(step.to);
    } else if ('order' in step) {
      words.push('order');
    } else {
      const [from, to] = step.lines;
      words.push(from === to ? `Line ${from}` : from < to ? `Lines ${from} to ${to}` : `What stood before line ${from}`);
    }
  }
  return words.join(' › ') || 'The whole';
}

// keysOf are the keys that lead to a place, joined by dots, as labels have them.
export const keysOf = (path: Place) => path.filter((step) => typeof step === 'string').join('.');

// textOf is a value at a place as people read it; null when there is none.
export function textOf(value: unknown, path: Place, labels: Record<string, string> = {}): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((v) => typeof v === 'string')) return value.join(', ');
  if (typeof value !== 'object' || Array.isArray(value) || Object.values(value).some((v) => typeof v === 'object')) return JSON.stringify(value, null, 2);
  return Object.entries(value).map(([key, v]) => `${labels[`${keysOf(path)}.${key}`] ?? key}: ${String(v)}`).join('\n');
}
