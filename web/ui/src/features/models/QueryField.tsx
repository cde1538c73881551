import { Input, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useId, useMemo } from 'react';
import { CodeEditor } from '@/ui/CodeEditor';
import { customFault, queryTypes, type ModelForm, type QueryType } from './form';

interface Props {
  value: ModelForm;
  set: (part: Partial<ModelForm>) => void;
  faults: Partial<Record<keyof ModelForm, string>>;
}

const about: Record<QueryType, string> = {
  raw_sql: 'A query in the source’s SQL. Each row of its result is a row of the model.',
  table: 'All rows of one table or view.',
  dbt: 'A model of your dbt project, by its unique id.',
  custom: 'A query as JSON, in the form that the source asks for.',
};

// QueryField is the query of a model in the form of its type.
export function QueryField({ value, set, faults }: Props) {
  const title = useId();
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm" fw={500} id={title} mb={4}>Query type</Text>
        <SegmentedControl aria-labelledby={title} data={queryTypes} value={value.queryType} onChange={(v) => set({ queryType: v as QueryType })} />
        <Text size="sm" c="dimmed" mt={4}>{about[value.queryType]}</Text>
      </div>
      <Query value={value} set={set} faults={faults} />
    </Stack>
  );
}

function Query({ value, set, faults }: Props) {
  const wrong = customFault(value);
  const marks = useMemo(() => (wrong && value.custom.trim() ? [{ line: lineOf(wrong), message: wrong }] : []), [wrong, value.custom]);
  switch (value.queryType) {
    case 'raw_sql':
      return (
        <Input.Wrapper label="SQL" labelElement="div" error={faults.sql}>
          <CodeEditor label="SQL" language="sql" value={value.sql} onChange={(sql) => set({ sql })} minHeight={220} maxHeight={520} />
        </Input.Wrapper>
      );
    case 'table':
      return <TextInput label="Table" placeholder="public.users" description="With its schema" value={value.table} onChange={(e) => set({ table: e.currentTarget.value })} error={faults.table} />;
    case 'dbt':
      return <TextInput label="dbt model" placeholder="model.project.name" description="Its unique id, as dbt’s manifest has it" value={value.dbt} onChange={(e) => set({ dbt: e.currentTarget.value })} error={faults.dbt} />;
    case 'custom':
      return (
        <Input.Wrapper label="Query" labelElement="div" error={faults.custom ?? (value.custom.trim() ? wrong : undefined)}>
          <CodeEditor label="Query as JSON" language="json" value={value.custom} onChange={(custom) => set({ custom })} marks={marks} minHeight={160} maxHeight={520} />
        </Input.Wrapper>
      );
  }
}

// lineOf finds the line in what the browser says of JSON.
function lineOf(message: string): number {
  return Number(/line (\d+)/.exec(message)?.[1] ?? 1);
}
