import { Fieldset, Group, Stack, Text, TextInput } from '@mantine/core';
import { createContext, useContext } from 'react';
import { wordsOf } from '@/ui/form/path';
import type { FieldComponent, FieldInput, Json, Values } from '@/ui/form/types';
import { listOf, set, textOf } from './mapping';
import { MappingList } from './MappingList';
import { Column } from './MappingValue';

// Columns are those that can be offered.
export const Columns = createContext<string[]>([]);

// Mappings stands in a destination's form for its list of mappings.
function Mappings({ label, description, value, onChange, problems }: FieldInput) {
  const columns = useContext(Columns);
  const list = listOf(value);
  return (
    <Fieldset legend={label}>
      <Stack gap="xs">
        {description && <Text size="sm" c="dimmed">{description}</Text>}
        <MappingList name="Mapping" value={list} onChange={(next) => onChange(next.length === 0 && value === undefined ? undefined : (next as Json))} columns={columns} problems={problems} />
      </Stack>
    </Fieldset>
  );
}

// Matching stands in a destination's form for the mapping that tells which record a row belongs to.
function Matching({ label, description, value, onChange, problems }: FieldInput) {
  const columns = useContext(Columns);
  const now = (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}) as Values;
  const error = (key: string) => problems.filter((p) => p.path === key).map(wordsOf).join(' ') || undefined;
  const put = (change: Values) => {
    const next = set(value === undefined ? { type: 'standard' } : now, change);
    const empty = !textOf(next.to) && !textOf(next.from);
    onChange(empty ? undefined : next);
  };
  return (
    <Fieldset legend={label}>
      <Stack gap="xs">
        {description && <Text size="sm" c="dimmed">{description}</Text>}
        <Group grow align="start" gap="sm" preventGrowOverflow={false}>
          <Column title="Column of the model" label="Column of the model" value={textOf(now.from)} onChange={(from) => put({ from })} columns={columns} error={error('from')} />
          <TextInput label="Field of the destination" value={textOf(now.to)} onChange={(e) => put({ to: e.currentTarget.value })} error={error('to')} spellCheck={false} />
        </Group>
        {problems.filter((p) => p.path === '').map((p) => <Text key={p.message} size="sm" c="var(--mantine-color-error)">{wordsOf(p)}</Text>)}
      </Stack>
    </Fieldset>
  );
}

// mappingFields are the parts of a destination's form that are drawn here, by their x-widget.
export const mappingFields: Record<string, FieldComponent> = { mappings: Mappings, mapping: Matching };
