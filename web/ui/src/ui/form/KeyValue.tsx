import { ActionIcon, Button, Fieldset, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { wordsOf } from './path';
import type { FieldInput, Values } from './types';

interface Row {
  key: string;
  value: string;
}

const rowsOf = (value: unknown): Row[] =>
  typeof value === 'object' && value !== null ? Object.entries(value as Values).flatMap(([key, v]) => (v === undefined ? [] : [{ key, value: String(v) }])) : [];

const valueOf = (rows: Row[]): Values | undefined => {
  const named = rows.filter((r) => r.key !== '');
  return named.length === 0 ? undefined : Object.fromEntries(named.map((r) => [r.key, r.value]));
};

// KeyValue edits texts by name, such as headers.
export function KeyValue({ label, description, value, onChange, problems }: FieldInput) {
  const [rows, setRows] = useState(() => rowsOf(value));
  // What came from elsewhere wins; a row without a name yet is only here.
  const same = JSON.stringify(valueOf(rows)) === JSON.stringify(valueOf(rowsOf(value)));
  const shown = same ? rows : rowsOf(value);
  const write = (next: Row[]) => {
    setRows(next);
    onChange(valueOf(next));
  };
  const put = (i: number, change: Partial<Row>) => write(shown.map((r, n) => (n === i ? { ...r, ...change } : r)));
  return (
    <Fieldset legend={label}>
      <Stack gap="xs">
        {description && <Text size="sm" c="dimmed">{description}</Text>}
        {shown.map((r, i) => (
          <Group key={i} gap="xs" wrap="nowrap">
            <TextInput aria-label={`${label}, name ${i + 1}`} placeholder="Name" value={r.key} onChange={(e) => put(i, { key: e.currentTarget.value })} flex={2} spellCheck={false} />
            <TextInput aria-label={`${label}, value ${i + 1}`} placeholder="Value" value={r.value} onChange={(e) => put(i, { value: e.currentTarget.value })} flex={3} spellCheck={false} />
            <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${r.key || `row ${i + 1}`}`} onClick={() => write(shown.filter((_, n) => n !== i))}><IconTrash size={16} /></ActionIcon>
          </Group>
        ))}
        <Group>
          <Button variant="light" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setRows([...shown, { key: '', value: '' }])}>Add</Button>
        </Group>
        {problems.length > 0 && <Text size="sm" c="var(--mantine-color-error)">{problems.map(wordsOf).join(' ')}</Text>}
      </Stack>
    </Fieldset>
  );
}
