import { Autocomplete, Group, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { parsePath, within, wordsOf } from '@/ui/form/path';
import type { Problem, Values } from '@/ui/form/types';
import { set, textOf, variables, type Mapping, type MappingKind } from './mapping';
import styles from './Mappings.module.css';

interface Props {
  name: string;
  value: Mapping;
  kind: MappingKind | undefined;
  onChange: (next: Mapping) => void;
  columns: string[];
  problems: Problem[];
}

const valueTypes = ['string', 'number', 'boolean'];

// MappingValue is where a mapping's value comes from, in the form of its kind.
export function MappingValue({ name, value, kind, onChange, columns, problems }: Props) {
  const put = (change: Values) => onChange(set(value, change));
  const error = (key: string) => problems.filter((p) => !p.warning && parsePath(p.path ?? '')[0] === key).map(wordsOf).join(' ') || undefined;
  switch (kind) {
    case 'standard':
      return (
        <Stack gap={4}>
          <Column label={`${name}, column`} value={textOf(value.from)} onChange={(from) => put({ from })} columns={columns} error={error('from')} />
          {value.ignoreNull === true && <Text size="xs" c="dimmed">The field is left alone when the column is empty.</Text>}
        </Stack>
      );
    case 'array':
      return <Column label={`${name}, column`} value={textOf(value.from)} onChange={(from) => put({ from })} columns={columns} error={error('from')} />;
    case 'static':
      return (
        <Group gap={8} wrap="nowrap" align="start">
          <TextInput aria-label={`${name}, value`} placeholder="Value" value={textOf(value.value)} onChange={(e) => put({ value: e.currentTarget.value })} error={error('value')} flex={1} miw={0} />
          <Select
            aria-label={`${name}, type of the value`}
            data={value.valueType === undefined || valueTypes.includes(textOf(value.valueType)) ? valueTypes : [textOf(value.valueType), ...valueTypes]}
            value={textOf(value.valueType) || null}
            placeholder="type"
            onChange={(v) => put({ valueType: v ?? undefined })}
            w={104}
          />
        </Group>
      );
    case 'template':
      return (
        <Textarea
          aria-label={`${name}, template`}
          placeholder="{{ row['first_name'] }}"
          value={textOf(value.template)}
          onChange={(e) => put({ template: e.currentTarget.value })}
          error={error('template')}
          autosize
          minRows={1}
          maxRows={10}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
      );
    case 'variable':
      return <Select aria-label={`${name}, variable`} data={variables} value={textOf(value.variable) || null} onChange={(v) => v && put({ variable: v })} allowDeselect={false} error={error('variable')} />;
    case 'reference':
      return <Lookup name={name} value={(value.lookup ?? {}) as Values} onChange={(lookup) => put({ lookup })} columns={columns} problems={within(problems, ['lookup'])} />;
    case 'object':
      return <Text size="sm" c="dimmed" lh="36px">The fields below</Text>;
    case undefined:
      return <Text size="sm" c="dimmed" pt={8}>Not known here; it is kept as it is</Text>;
  }
}

// Column names a column of the model. Those that are in use are offered; any other can be typed. The title is what is seen, the label what is heard.
export function Column({ label, value, onChange, columns, error, title }: { label: string; value: string; onChange: (v: string) => void; columns: string[]; error?: string; title?: string }) {
  return <Autocomplete label={title} aria-label={title === label ? undefined : label} placeholder="Column" data={columns} value={value} onChange={onChange} error={error} spellCheck={false} />;
}

function Lookup({ name, value, onChange, columns, problems }: { name: string; value: Values; onChange: (v: Values) => void; columns: string[]; problems: Problem[] }) {
  const put = (change: Values) => onChange(set(value, change));
  const error = (key: string) => problems.filter((p) => p.path === key).map(wordsOf).join(' ') || undefined;
  return (
    <Stack gap={6}>
      <TextInput label="Object" aria-label={`${name}, object`} placeholder="Account" value={textOf(value.object)} onChange={(e) => put({ object: e.currentTarget.value || undefined })} error={error('object')} spellCheck={false} />
      <div className={styles.pair}>
        <TextInput label="Its field" aria-label={`${name}, found by its field`} value={textOf(value.by)} onChange={(e) => put({ by: e.currentTarget.value })} error={error('by')} spellCheck={false} />
        <Column title="Equal to" label={`${name}, equal to the column`} value={textOf(value.from)} onChange={(from) => put({ from })} columns={columns} error={error('from')} />
      </div>
    </Stack>
  );
}
