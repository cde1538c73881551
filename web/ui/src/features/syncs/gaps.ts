import { missingOf, titlesOf } from '@/ui/form/hints';
import type { JsonSchema, Values } from '@/ui/form/types';
import { textOf } from './mapping';

const empty = (v: unknown) => v === undefined || v === null || v === '' || (Array.isArray(v) && v.length === 0);

// gapsOf names the settings that a sync cannot do without and has not, as its form calls them.
// What was saved without them, such as a file of another app, may stay so.
export function gapsOf(schema: JsonSchema | null | undefined, config: Values, saved?: Values): string[] {
  if (!schema) return [];
  const before = saved ? missingOf(schema, saved) : [];
  const titles = titlesOf(schema, '');
  return missingOf(schema, config).filter((key) => !before.includes(key)).map((key) => titles[`.${key}`] ?? key);
}

// doubtsOf says in words what a sync may lack, though it can be saved: a file may hold it so. A
// destination that has a mode is one that writes rows.
export function doubtsOf(schema: JsonSchema, config: Values): string[] {
  const has = (schema.properties ?? {}) as Record<string, JsonSchema>;
  if (!has.mode) return [];
  const out: string[] = [];
  if (has.mappings && empty(config.mappings) && config.autoSyncColumns !== true) {
    out.push(`No column is mapped yet, so no run would write anything. Add a mapping${has.autoSyncColumns ? ', or sync all columns' : ''}.`);
  }
  const matching = (config.externalIdMapping ?? {}) as Values;
  const mode = config.mode ?? has.mode.default;
  if (has.externalIdMapping && mode !== 'insert' && (!textOf(matching.to) || empty(matching.from))) {
    out.push('Nothing tells which record a row belongs to. Choose a column and a field under “Record matching”.');
  }
  return out;
}

// named lists what is named, as people do.
export const named = (list: string[]) => (list.length < 2 ? list.join('') : `${list.slice(0, -1).join(', ')} and ${list.at(-1)!}`);
