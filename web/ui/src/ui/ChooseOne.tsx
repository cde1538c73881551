import { Loader, Select, type SelectProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';

interface Props extends Omit<SelectProps, 'data' | 'onChange' | 'value' | 'onSearchChange' | 'filter'> {
  value: string;
  onChange: (value: string) => void;
  choices: { value: string; label: string }[];
  onSearch: (typed: string) => void; // asks for choices by what is typed
  loading?: boolean;
}

const asFound: SelectProps['filter'] = ({ options }) => options;

// ChooseOne chooses one of many: those that are offered are looked for by the server. A value
// that is not among them, such as an alias, stays.
export function ChooseOne({ value, onChange, choices, onSearch, loading, ...props }: Props) {
  const ask = useDebouncedCallback(onSearch, 200);
  const data = value && !choices.some((c) => c.value === value) ? [{ value, label: value }, ...choices] : choices;
  return (
    <Select
      {...props}
      data={data}
      value={value || null}
      onChange={(v) => {
        if (v) onChange(v);
        ask('');
      }}
      searchable
      allowDeselect={false}
      filter={asFound}
      onSearchChange={(typed) => ask(choices.some((c) => c.label === typed) ? '' : typed)}
      nothingFoundMessage="Nothing of that name"
      rightSection={loading ? <Loader size={16} /> : undefined}
      renderOption={({ option }) => (option.label === option.value ? option.label : <span>{option.label} <span style={{ color: 'var(--mantine-color-dimmed)' }}>{option.value}</span></span>)}
    />
  );
}
