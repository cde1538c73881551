import type { Conflict, Resolve } from '@/api/git';
import { same } from '@/api/merge';

export type Clash = NonNullable<Conflict['clashes']>[number];
export type Side = 'app' | 'repo' | 'base' | 'value';

// Choice is what a person chose for one clash, and the clash as it was then.
export interface Choice {
  take: Side;
  value?: unknown; // for value
  of: Clash;
}

export type Choices = Record<string, Choice>;

// stillMeant drops the choices whose clash is not what it was when they were made, and says
// which those are.
export function stillMeant(choices: Choices, clashes: Clash[]): { kept: Choices; dropped: string[] } {
  const kept: Choices = {};
  const dropped: string[] = [];
  for (const [path, choice] of Object.entries(choices)) {
    const clash = clashes.find((c) => c.path === path);
    if (clash && same(clash, choice.of)) kept[path] = choice;
    else dropped.push(path);
  }
  return { kept, dropped };
}

// unchosen are the fields that nobody has chosen for.
export function unchosen(choices: Choices, clashes: Clash[]): string[] {
  return clashes.map((c) => c.path).filter((path) => choices[path] === undefined);
}

// asPicks is what the choices are in a request.
export function asPicks(choices: Choices): NonNullable<Resolve['picks']> {
  return Object.entries(choices).map(([path, c]) => (c.take === 'value' ? { path, take: c.take, value: c.value } : { path, take: c.take }));
}

// chooseAll takes one side for every clash.
export function chooseAll(clashes: Clash[], take: 'app' | 'repo'): Choices {
  return Object.fromEntries(clashes.map((c) => [c.path, { take, of: c }]));
}

// isLong tells values that are compared side by side rather than in a line.
export function isLong(clash: Clash): boolean {
  return [clash.app, clash.repo, clash.base].some((v) => asText(v).length > 70 || asText(v).includes('\n'));
}

// asText shows a value: text as it is, everything else as JSON, nothing as nothing.
export function asText(v: { present: boolean; value?: unknown }): string {
  if (!v.present) return '';
  return typeof v.value === 'string' ? v.value : JSON.stringify(v.value ?? null, null, 2);
}

// fromText reads what a person wrote in the place of a value of that kind; undefined when it
// cannot be one.
export function fromText(text: string, like: Clash): unknown {
  const sides = [like.app, like.repo, like.base].filter((v) => v.present);
  if (sides.every((v) => typeof v.value === 'string')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return sides.some((v) => typeof v.value === 'string') ? text : undefined;
  }
}
