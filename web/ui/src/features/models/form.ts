import type { Schemas } from '@/api/client';
import { capital } from '@/ui/sentence';
import type { Model } from './queries';

export type QueryType = 'raw_sql' | 'table' | 'dbt' | 'custom';

// ModelForm is a model as it is edited: with a field for each type's query.
export interface ModelForm {
  name: string;
  source: string; // slug or alias
  description: string;
  queryType: QueryType;
  sql: string;
  table: string;
  dbt: string;
  custom: string; // JSON
  primaryKey: string;
}

export const emptyForm: ModelForm = { name: '', source: '', description: '', queryType: 'raw_sql', sql: '', table: '', dbt: '', custom: '', primaryKey: '' };

export const queryTypes: { value: QueryType; label: string }[] = [
  { value: 'raw_sql', label: 'SQL' },
  { value: 'table', label: 'Table' },
  { value: 'dbt', label: 'dbt' },
  { value: 'custom', label: 'Custom' },
];

export const queryTypeName = (type: string) => queryTypes.find((t) => t.value === type)?.label ?? type;

// labels are the names of the fields, by their key in the form.
export const labels: Record<string, string> = {
  name: 'Name',
  source: 'Source',
  description: 'Description',
  queryType: 'Query type',
  sql: 'SQL',
  table: 'Table',
  dbt: 'dbt model',
  custom: 'Query',
  primaryKey: 'Primary key',
};

// formOf is a model to be edited.
export function formOf(m: Model): ModelForm {
  return {
    name: m.name,
    source: m.source,
    description: m.description ?? '',
    queryType: m.queryType as QueryType,
    sql: m.raw?.sql ?? '',
    table: m.table?.name ?? '',
    dbt: m.dbt?.dbtUniqueId ?? '',
    custom: m.custom ? JSON.stringify(m.custom.query, null, 2) : '',
    primaryKey: m.primaryKey,
  };
}

// queryKey is the field of the form that holds the query of a type.
const queryKey = { raw_sql: 'sql', table: 'table', dbt: 'dbt', custom: 'custom' } as const;

function queryOf(f: ModelForm): Pick<Schemas['ModelUpdate'], 'raw' | 'table' | 'dbt' | 'custom'> {
  switch (f.queryType) {
    case 'raw_sql':
      return { raw: { sql: f.sql } };
    case 'table':
      return { table: { name: f.table.trim() } };
    case 'dbt':
      return { dbt: { dbtUniqueId: f.dbt.trim() } };
    case 'custom':
      return { custom: { query: JSON.parse(f.custom) as unknown } };
  }
}

// updateOf is what differs from the form that the edit began with. Only that is sent, so that
// nothing else in the file changes.
export function updateOf(f: ModelForm, base: ModelForm): Schemas['ModelUpdate'] {
  const update: Schemas['ModelUpdate'] = {};
  if (f.name !== base.name) update.name = f.name.trim();
  if (f.source !== base.source) update.source = f.source;
  if (f.description !== base.description) update.description = f.description || null;
  if (f.primaryKey !== base.primaryKey) update.primaryKey = f.primaryKey || null;
  const key = queryKey[f.queryType];
  if (f.queryType !== base.queryType || f[key] !== base[key]) Object.assign(update, { queryType: f.queryType, ...queryOf(f) });
  return update;
}

// createOf is a new model. Without a slug the server makes one of the name.
export function createOf(f: ModelForm, slug: string): Schemas['ModelCreate'] {
  return {
    name: f.name.trim(),
    slug: slug || undefined,
    source: f.source,
    description: f.description || undefined,
    queryType: f.queryType,
    primaryKey: f.primaryKey || undefined,
    ...queryOf(f),
  };
}

// customFault is what is wrong with the JSON of a custom query; undefined when it can be read.
export function customFault(f: ModelForm): string | undefined {
  if (f.queryType !== 'custom') return undefined;
  try {
    JSON.parse(f.custom);
    return undefined;
  } catch (e) {
    return f.custom.trim() === '' ? 'The query is a JSON value, such as {}' : `This is not JSON yet: ${(e as Error).message}`;
  }
}

// fileKeys are the names of the form's fields in a file, as the server's problems say them.
const fileKeys: Record<string, keyof ModelForm> = {
  name: 'name',
  source: 'source',
  description: 'description',
  type: 'queryType',
  rawSql: 'sql',
  tableName: 'table',
  dbtModel: 'dbt',
  customQuery: 'custom',
  primaryKey: 'primaryKey',
};

// faultsByField puts the server's problems at their fields.
export function faultsByField(problems: { path?: string; message: string; warning?: boolean }[]): Partial<Record<keyof ModelForm, string>> {
  const out: Partial<Record<keyof ModelForm, string>> = {};
  for (const p of problems) {
    const field = fileKeys[(p.path ?? '').split(/[.[]/)[0]!];
    if (field && !p.warning) out[field] ??= capital(p.message);
  }
  return out;
}
