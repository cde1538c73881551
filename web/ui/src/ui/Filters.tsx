import { Button, Group, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { SearchField } from './SearchField';

export interface Filter {
  label: string;
  value?: string;
  options: { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
  onSearch?: (typed: string) => void; // the options are looked for by what is typed
}

interface Props {
  search: { label: string; value: string; onChange: (text: string) => void };
  filters: Filter[];
  onClear: () => void; // takes all of them away, and what is looked for
  children?: ReactNode;
}

// stateOptions are how a resource can stand to Git, as a filter.
export const stateOptions = [
  { value: 'in_sync', label: 'In sync' },
  { value: 'pending', label: 'Pending' },
  { value: 'held', label: 'Held' },
  { value: 'conflict', label: 'Conflict' },
  { value: 'off', label: 'Not in Git' },
];

// Filters narrow a list: by words and by what a row is.
export function Filters({ search, filters, onClear, children }: Props) {
  const narrowed = search.value !== '' || filters.some((f) => f.value !== undefined);
  return (
    <Group gap="xs" role="search">
      <SearchField {...search} />
      {filters.map((f) => (
        <Select
          key={f.label}
          aria-label={f.label}
          placeholder={f.label}
          data={f.value !== undefined && !f.options.some((o) => o.value === f.value) ? [{ value: f.value, label: f.value }, ...f.options] : f.options}
          value={f.value ?? null}
          onChange={(v) => f.onChange(v ?? undefined)}
          searchable={f.onSearch !== undefined}
          onSearchChange={f.onSearch}
          clearable
          clearButtonProps={{ 'aria-label': `Any ${f.label.toLowerCase()}` }}
          w={{ base: 'calc(50% - 5px)', xs: 142 }}
        />
      ))}
      {children}
      {narrowed && <Button variant="subtle" size="compact-sm" onClick={onClear}>Clear all</Button>}
    </Group>
  );
}
