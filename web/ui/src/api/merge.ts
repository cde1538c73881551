import type { Place } from '@/ui/place';
import { asKeyed, shared } from './keyed';

// A JSON value as forms hold it.
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

// Clash is a part of a value that two people changed differently.
export interface Clash {
  path: Place;
  base: Json | undefined;
  mine: Json | undefined;
  theirs: Json | undefined;
}

// Pick tells whose edit stays where two clash.
export type Pick = (c: Clash) => 'mine' | 'theirs';

export interface Merged<T> {
  value: T; // with what was picked where they clash
  clashes: Clash[];
  theirs: Place[]; // what only they changed
}

// Merge joins two edits of one value. Without a pick, mine stays where they clash.
export type Merge<T> = (base: T, mine: T, theirs: T, pick?: Pick) => Merged<T>;

export const keepMine: Pick = () => 'mine';

// merge3 joins two edits of one value field by field: objects by key, lists of entries with a
// "to" by that, as the server does it with a branch. Anything else is one field.
export function merge3<T>(base: T, mine: T, theirs: T, pick: Pick = keepMine): Merged<T> {
  const walk = new Walk(pick);
  const value = walk.value(base as Json, mine as Json, theirs as Json, []) as T;
  return { value, clashes: walk.clashes, theirs: walk.theirs };
}

type Maybe = Json | undefined;

class Walk {
  clashes: Clash[] = [];
  theirs: Place[] = [];
  constructor(private readonly pick: Pick) {}

  value(base: Maybe, mine: Maybe, theirs: Maybe, path: Place): Maybe {
    if (same(mine, theirs) || same(base, theirs)) return mine;
    if (same(base, mine)) {
      this.theirs.push(...differences(base, theirs, path));
      return theirs;
    }
    if (isObject(mine) && isObject(theirs) && (base === undefined || isObject(base))) return this.object(base ?? {}, mine, theirs, path);
    if (Array.isArray(mine) && Array.isArray(theirs) && (base === undefined || Array.isArray(base))) {
      const joined = this.list(base ?? [], mine, theirs, path);
      if (joined) return joined;
    }
    return this.clash({ path, base, mine, theirs }) === 'mine' ? mine : theirs;
  }

  private clash(c: Clash): 'mine' | 'theirs' {
    this.clashes.push(c);
    return this.pick(c);
  }

  private object(base: { [key: string]: Maybe }, mine: { [key: string]: Maybe }, theirs: { [key: string]: Maybe }, path: Place): Json {
    const result: { [key: string]: Maybe } = {};
    for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
      const value = this.value(base[key], mine[key], theirs[key], [...path, key]);
      if (value !== undefined) result[key] = value;
    }
    return result;
  }

  // list joins lists by key; null when they have none. The order is theirs, or mine if only I
  // moved entries; what just the other has follows the entry that it follows there.
  private list(base: Json[], mine: Json[], theirs: Json[], path: Place): Json[] | null {
    const [b, m, t] = [asKeyed(base), asKeyed(mine, true), asKeyed(theirs)];
    if (!b || !m || !t) return null;
    const orders = { base: shared(b, m, t), mine: shared(m, b, t), theirs: shared(t, b, m) };
    let mineLeads = false;
    if (!same(orders.mine, orders.theirs)) {
      if (same(orders.theirs, orders.base)) mineLeads = true;
      else if (same(orders.mine, orders.base)) this.theirs.push([...path, { order: true }]);
      else mineLeads = this.clash({ path: [...path, { order: true }], ...orders }) === 'mine';
    }
    const [first, second] = mineLeads ? [m, t] : [t, m];
    const order = [...first.keys()];
    let place = 0;
    for (const key of second.keys()) {
      if (first.has(key)) {
        place = order.indexOf(key) + 1;
        continue;
      }
      order.splice(place, 0, key);
      place++;
    }
    return order.flatMap((key) => {
      const value = this.value(b.get(key), m.get(key), t.get(key), [...path, { to: key }]);
      return value === undefined ? [] : [value];
    });
  }
}

// differences are the parts of a value that another has differently.
function differences(from: Maybe, to: Maybe, path: Place): Place[] {
  if (same(from, to)) return [];
  if (isObject(from) && isObject(to)) return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) => differences(from[key], to[key], [...path, key]));
  const [f, t] = [Array.isArray(from) ? asKeyed(from) : null, Array.isArray(to) ? asKeyed(to) : null];
  if (!f || !t) return [path];
  const entries = [...new Set([...f.keys(), ...t.keys()])].flatMap((key) => differences(f.get(key), t.get(key), [...path, { to: key }]));
  return same(shared(f, t), shared(t, f)) ? entries : [[...path, { order: true }], ...entries];
}

export function isObject(v: Maybe): v is { [key: string]: Maybe } {
  return typeof v === 'object' && v !== null && !Array.isArray(v);
}

// same compares by value; a key that is undefined counts as not there.
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((v, i) => same(v, b[i]));
  }
  if (!isObject(a as Json) || !isObject(b as Json)) return false;
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return [...new Set([...Object.keys(x), ...Object.keys(y)])].every((k) => same(x[k], y[k]));
}
