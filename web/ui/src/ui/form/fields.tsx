import { TextInput } from '@mantine/core';
import { getUiOptions, type FieldProps } from '@rjsf/utils';
import { useMemo } from 'react';
import type { FormContext } from './context';
import { placeholderOf } from './hints';
import { KeyValue } from './KeyValue';
import { within, wordsOf, type Path } from './path';
import type { FieldInput, Json } from './types';

// useInput is a field of rjsf as FieldInput has it.
function useInput(p: FieldProps): FieldInput {
  const { problems } = p.registry.formContext as FormContext;
  const path = p.fieldPathId.path as Path;
  const here = useMemo(() => within(problems, path), [problems, path]);
  return {
    id: p.fieldPathId.$id,
    name: p.name,
    label: getUiOptions(p.uiSchema).title ?? p.schema.title ?? p.name,
    description: p.schema.description,
    value: p.formData as Json | undefined,
    onChange: (next) => p.onChange(next, p.fieldPathId.path),
    problems: here,
    required: p.required ?? false,
  };
}

// OwnField draws what a feature has for an x-widget.
function OwnField(p: FieldProps) {
  const input = useInput(p);
  const Field = (p.registry.formContext as FormContext).fields[String(p.schema['x-widget'])];
  return Field ? <Field {...input} /> : null;
}

function KeyValueField(p: FieldProps) {
  return <KeyValue {...useInput(p)} />;
}

// NumberOrText takes a number where one is typed, and keeps any other text.
function NumberOrText(p: FieldProps) {
  const { id, label, description, value, onChange, problems, required } = useInput(p);
  const write = (typed: string) => onChange(typed === '' ? undefined : /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed);
  return (
    <TextInput
      id={id}
      label={label}
      description={description}
      required={required}
      placeholder={placeholderOf(p.schema)}
      value={value === undefined || value === null ? '' : String(value)}
      onChange={(e) => write(e.currentTarget.value)}
      error={problems.map(wordsOf).join(' ') || undefined}
      maw={240}
    />
  );
}

// fields are the parts of forms that are more than one input.
export const fields = { own: OwnField, keyvalue: KeyValueField, numberOrText: NumberOrText };

