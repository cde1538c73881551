import type { Json, Values } from '@/ui/form/types';

export type MappingKind = 'standard' | 'static' | 'template' | 'variable' | 'reference' | 'object' | 'array';

// Mapping fills one field of the destination, as the file has it; keys that are not known stay.
export type Mapping = Values;

export const mappingKinds: { value: MappingKind; label: string; about: string }[] = [
  { value: 'standard', label: 'Column', about: 'A column of the model' },
  { value: 'static', label: 'Fixed value', about: 'The same for each row' },
  { value: 'template', label: 'Template', about: 'Text made of columns, in Liquid' },
  { value: 'variable', label: 'Variable', about: 'What is known about the run' },
  { value: 'reference', label: 'Reference', about: 'Another record, looked up' },
  { value: 'object', label: 'Object', about: 'Fields within a field' },
  { value: 'array', label: 'List', about: 'One entry for each element of a column' },
];

export const variables = [
  { value: 'sync-id', label: 'Id of the sync' },
  { value: 'sync-run-id', label: 'Id of the run' },
];

// own are the keys that belong to a kind.
const own: Record<MappingKind, string[]> = {
  standard: ['from', 'ignoreNull'],
  static: ['value', 'valueType'],
  template: ['template'],
  variable: ['variable'],
  reference: ['lookup'],
  object: ['from'],
  array: ['from', 'children'],
};

const begins: Record<MappingKind, Mapping> = {
  standard: { from: '' },
  static: { value: '', valueType: 'string' },
  template: { template: '' },
  variable: { variable: 'sync-run-id' },
  reference: { lookup: { by: '', from: '', object: '' } },
  object: { from: [] },
  array: { from: '', children: [] },
};

// kindOf is the kind of a mapping; undefined for a type that is not known. Files of others
// have 'reference ' with a blank too.
export function kindOf(m: Mapping): MappingKind | undefined {
  if (m.type === undefined || m.type === null) return 'standard';
  const type = String(m.type).trim();
  return mappingKinds.find((k) => k.value === type)?.value;
}

// newMapping is a mapping to be filled in.
export const newMapping = (): Mapping => ({ to: '', type: 'standard', from: '' });

// withKind makes a mapping one of another kind. What it fills, and keys that belong to no kind, stay.
export function withKind(m: Mapping, kind: MappingKind): Mapping {
  if (kindOf(m) === kind) return m;
  const gone = new Set(Object.values(own).flat());
  const kept = Object.fromEntries(Object.entries(m).filter(([key]) => !gone.has(key)));
  const out: Mapping = { ...kept, type: kind, ...begins[kind] };
  // A column stays chosen where both kinds read one.
  if (typeof m.from === 'string' && typeof out.from === 'string') out.from = m.from;
  return out;
}

// set changes keys of a mapping; undefined takes one away.
export function set(m: Mapping, change: Values): Mapping {
  const next = { ...m, ...change };
  for (const key of Object.keys(change)) if (change[key] === undefined) delete next[key];
  return next;
}

export const textOf = (v: Json | undefined): string => (v === undefined || v === null ? '' : typeof v === 'object' ? JSON.stringify(v) : String(v));

// listOf are the mappings in a value; what is none is kept out of sight, and out of the list.
export function listOf(v: Json | undefined): Mapping[] {
  return Array.isArray(v) ? v.filter((m): m is Mapping => typeof m === 'object' && m !== null && !Array.isArray(m)) : [];
}

// move puts an entry of a list at another place.
export function move<T>(list: T[], from: number, to: number): T[] {
  if (to < 0 || to >= list.length || from === to) return list;
  const next = [...list];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
}

// columnsOf are the columns that mappings read, sorted: what can be offered without asking the
// source.
export function columnsOf(config: Values, primaryKey?: string): string[] {
  const found = new Set<string>(primaryKey ? [primaryKey] : []);
  const walk = (v: Json | undefined) => {
    if (Array.isArray(v)) v.forEach(walk);
    else if (typeof v === 'object' && v !== null) {
      if (typeof v.from === 'string' && v.from) found.add(v.from);
      else walk(v.from);
      walk(v.lookup);
      walk(v.children);
    }
  };
  for (const key of ['mappings', 'externalIdMapping', 'associationMappings']) walk(config[key]);
  return [...found].sort((a, b) => a.localeCompare(b, 'en'));
}
