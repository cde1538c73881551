// AliasRow is a line of the editor: an alias and the slug that it stands for.
export interface AliasRow {
  alias: string;
  slug: string;
}

// AliasRows are lines by a name that stays whatever is written in them: the alias that the server
// has, or a number for a new one. So the edits of two people are joined line by line.
export type AliasRows = Record<string, AliasRow>;

// Rows are those of both kinds.
export interface Rows {
  sources: AliasRows;
  destinations: AliasRows;
}

interface Aliases {
  sources?: Record<string, string>;
  destinations?: Record<string, string>;
}

const added = 'new ';

function rowsOf(aliases: Record<string, string> = {}): AliasRows {
  return Object.fromEntries(Object.entries(aliases).map(([alias, slug]) => [alias, { alias, slug }]));
}

export function toRows(aliases: Aliases): Rows {
  return { sources: rowsOf(aliases.sources), destinations: rowsOf(aliases.destinations) };
}

// linesOf are rows in the order of the page: by name, and new ones as they were added.
export function linesOf(rows: AliasRows): (AliasRow & { key: string })[] {
  const order = (key: string) => (key.startsWith(added) ? 1 : 0);
  return Object.entries(rows)
    .map(([key, row]) => ({ key, ...row }))
    .sort((a, b) => order(a.key) - order(b.key) || a.key.localeCompare(b.key, undefined, { numeric: true }));
}

// withNew adds an empty line.
export function withNew(rows: AliasRows): AliasRows {
  const last = Object.keys(rows).filter((k) => k.startsWith(added)).map((k) => Number(k.slice(added.length)));
  return { ...rows, [`${added}${Math.max(0, ...last) + 1}`]: { alias: '', slug: '' } };
}

// without takes a line away.
export function without(rows: AliasRows, key: string): AliasRows {
  return Object.fromEntries(Object.entries(rows).filter(([k]) => k !== key));
}

// toAliases leaves out lines in which nothing is written.
export function toAliases(rows: AliasRows): Record<string, string> {
  return Object.fromEntries(Object.values(rows).filter((r) => r.alias.trim() !== '' || r.slug !== '').map((r) => [r.alias.trim(), r.slug]));
}

export type AliasFaults = Record<string, { alias?: string; slug?: string }>;

// faultsOf says what keeps lines from being saved, by their keys.
export function faultsOf(rows: AliasRows): AliasFaults {
  const faults: AliasFaults = {};
  const lines = linesOf(rows);
  for (const r of lines) {
    const alias = r.alias.trim();
    if (alias === '' && r.slug === '') continue;
    if (alias === '') faults[r.key] = { alias: 'The alias is missing' };
    else if (lines.some((o) => o.key !== r.key && o.alias.trim() === alias)) faults[r.key] = { alias: 'This alias is there twice' };
    else if (r.slug === '') faults[r.key] = { slug: 'Choose what it stands for' };
  }
  return faults;
}
