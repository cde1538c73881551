// AliasRow is a line of the editor: an alias and the slug that it stands for.
export interface AliasRow {
  key: number; // of the line, whatever is written in it
  alias: string;
  slug: string;
}

export function toRows(aliases: Record<string, string>): AliasRow[] {
  return Object.entries(aliases)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([alias, slug], key) => ({ key, alias, slug }));
}

// toAliases leaves out lines in which nothing is written.
export function toAliases(rows: AliasRow[]): Record<string, string> {
  return Object.fromEntries(rows.filter((r) => r.alias.trim() !== '' || r.slug !== '').map((r) => [r.alias.trim(), r.slug]));
}

// faultsOf says what keeps lines from being saved, by their keys.
export function faultsOf(rows: AliasRow[]): Map<number, { alias?: string; slug?: string }> {
  const faults = new Map<number, { alias?: string; slug?: string }>();
  const times = new Map<string, number>();
  for (const r of rows) times.set(r.alias.trim(), (times.get(r.alias.trim()) ?? 0) + 1);
  for (const r of rows) {
    const alias = r.alias.trim();
    if (alias === '' && r.slug === '') continue;
    if (alias === '') faults.set(r.key, { alias: 'The alias is missing' });
    else if (times.get(alias)! > 1) faults.set(r.key, { alias: 'This alias is there twice' });
    else if (r.slug === '') faults.set(r.key, { slug: 'Choose what it stands for' });
  }
  return faults;
}
