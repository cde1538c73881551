// A JSON value as forms hold it.
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

// Clash is a field that two people changed differently.
export interface Clash {
  path: string[];
  base: Json | undefined;
  mine: Json | undefined;
  theirs: Json | undefined;
}

export interface Merged<T> {
  value: T; // with mine where they clash
  clashes: Clash[];
  theirs: string[][]; // paths that only they changed
}

// merge3 joins two edits of one value, field by field. Objects are merged by key; everything
// else, lists too, is one field.
export function merge3<T>(base: T, mine: T, theirs: T): Merged<T> {
  const out: Merged<T> = { value: mine, clashes: [], theirs: [] };
  out.value = walk(base as Json, mine as Json, theirs as Json, [], out as Merged<unknown>) as T;
  return out;
}

function walk(base: Json | undefined, mine: Json | undefined, theirs: Json | undefined, path: string[], out: Merged<unknown>): Json | undefined {
  if (same(mine, theirs) || same(base, theirs)) return mine;
  if (same(base, mine)) {
    out.theirs.push(path);
    return theirs;
  }
  if (isObject(mine) && isObject(theirs) && (base === undefined || isObject(base))) {
    const result: { [key: string]: Json | undefined } = {};
    for (const key of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
      const value = walk(base?.[key], mine[key], theirs[key], [...path, key], out);
      if (value !== undefined) result[key] = value;
    }
    return result;
  }
  out.clashes.push({ path, base, mine, theirs });
  return mine;
}

// settle puts the chosen values at the places of clashes.
export function settle<T>(value: T, clashes: Clash[], pick: (c: Clash) => 'mine' | 'theirs'): T {
  return clashes.reduce((v, c) => (pick(c) === 'theirs' ? put(v as Json, c.path, c.theirs) : v) as typeof v, value as unknown) as T;
}

function put(value: Json | undefined, path: string[], to: Json | undefined): Json | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return to;
  const copy = { ...(isObject(value) ? value : {}) };
  const inner = put(copy[key], rest, to);
  if (inner === undefined) delete copy[key];
  else copy[key] = inner;
  return copy;
}

function isObject(v: Json | undefined): v is { [key: string]: Json | undefined } {
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
