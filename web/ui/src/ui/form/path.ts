import { sentence } from '../sentence';
import type { Json, Problem } from './types';

export type Path = (string | number)[];

// parsePath reads a path such as config.mappings[2].to or headers["a.b"].
export function parsePath(path: string): Path {
  const out: Path = [];
  for (const m of path.matchAll(/\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g)) {
    if (m[1] !== undefined) out.push(Number(m[1]));
    else if (m[2] !== undefined) out.push(m[2].replace(/\\(.)/g, '$1'));
    else out.push(m[3]!);
  }
  return out;
}

// formatPath writes a path as parsePath reads it.
export function formatPath(path: Path): string {
  return path.reduce<string>((text, step) => text + (typeof step === 'number' ? `[${step}]` : /[.[\]]|^$/.test(step) ? `["${step.replace(/["\\]/g, '\\$&')}"]` : text ? `.${step}` : step), '');
}

// within returns the problems at a place or below it, with their paths from there.
export function within(problems: Problem[], at: Path): Problem[] {
  return problems.flatMap((p) => {
    const path = parsePath(p.path ?? '');
    return at.every((step, i) => path[i] === step) ? [{ ...p, path: formatPath(path.slice(at.length)) }] : [];
  });
}

// wordsOf puts what is wrong and what to do into one text.
export function wordsOf({ message, hint }: Pick<Problem, 'message' | 'hint'>): string {
  return [message, hint ?? ''].map(sentence).filter(Boolean).join(' ');
}

// put returns a value with another one at a path; undefined takes away the key that is there.
export function put(value: Json | undefined, path: Path, next: Json | undefined): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return next;
  if (typeof step === 'number') {
    const list = Array.isArray(value) ? [...value] : [];
    list[step] = put(list[step], rest, next) ?? null;
    return list;
  }
  const isThere = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isThere && next === undefined) return value;
  const object = isThere ? { ...value } : {};
  const inner = put(object[step], rest, next);
  if (inner === undefined) delete object[step];
  else object[step] = inner;
  return object;
}
