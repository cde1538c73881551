import { NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core';
import type { WidgetProps } from '@rjsf/utils';
import { useState } from 'react';
import { sentence } from '../sentence';
import { nameOf, placeholderOf } from './hints';
import { SecretWidget } from './SecretWidget';
import type { JsonSchema } from './types';

// shared is what each input has: label, description and errors are the input's own, so that
// screen readers tell them with it.
function shared({ id, label, required, disabled, readonly, rawErrors, schema }: WidgetProps) {
  return {
    id,
    label,
    required,
    disabled: disabled || readonly,
    description: schema.description,
    error: rawErrors && rawErrors.length > 0 ? rawErrors.map(sentence).join(' ') : undefined,
  };
}

// useSpared writes a value that is the default only where one was written before, so that
// looking around in a form leaves the file alone.
function useSpared(value: unknown, standard: unknown, onChange: (v: unknown) => void) {
  const [written] = useState(value !== undefined);
  return (next: unknown) => onChange(!written && next === standard ? undefined : next);
}

function TextWidget(p: WidgetProps) {
  return <TextInput {...shared(p)} value={text(p.value)} placeholder={placeholderOf(p.schema)} onChange={(e) => p.onChange(e.currentTarget.value || undefined)} autoComplete="off" spellCheck={false} />;
}

function TextareaWidget(p: WidgetProps) {
  return (
    <Textarea {...shared(p)} value={text(p.value)} placeholder={placeholderOf(p.schema)} onChange={(e) => p.onChange(e.currentTarget.value || undefined)} autosize minRows={3} maxRows={16} spellCheck={false} />
  );
}

function TemplateWidget(p: WidgetProps) {
  return (
    <Textarea
      {...shared(p)}
      value={text(p.value)}
      placeholder={placeholderOf(p.schema) ?? "{{ row['column'] }}"}
      onChange={(e) => p.onChange(e.currentTarget.value || undefined)}
      autosize
      minRows={1}
      maxRows={16}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
    />
  );
}

function NumberWidget(p: WidgetProps) {
  return (
    <NumberInput
      {...shared(p)}
      value={typeof p.value === 'number' ? p.value : ''}
      placeholder={placeholderOf(p.schema)}
      onChange={(v) => p.onChange(typeof v === 'number' ? v : undefined)}
      min={p.schema.minimum}
      max={p.schema.maximum}
      clampBehavior="none"
      allowDecimal={p.schema.type !== 'integer'}
      thousandSeparator={false}
      maw={240}
    />
  );
}

function SelectWidget(p: WidgetProps) {
  const write = useSpared(p.value, p.schema.default, p.onChange);
  const options = p.options.enumOptions ?? [];
  const known = options.map((o) => o.value as unknown);
  const value: unknown = p.value ?? p.schema.default;
  const strange = value !== undefined && !known.includes(value);
  const data = options.map((o) => ({ value: String(o.value), label: nameOf(p.schema as JsonSchema, o.value, o.label) }));
  if (strange) data.push({ value: String(value), label: `${String(value)} (not known here)` });
  const empties = !p.required && p.schema.default === undefined;
  return (
    <Select
      {...shared(p)}
      data={data}
      value={value === undefined ? null : String(value)}
      placeholder={empties ? 'None' : 'Choose'}
      onChange={(v) => write(v === null ? undefined : (known.find((k) => String(k) === v) ?? v))}
      clearable={empties}
      clearButtonProps={{ 'aria-label': `Clear ${p.label}` }}
      allowDeselect={false}
      maw={420}
    />
  );
}

function SwitchWidget(p: WidgetProps) {
  const standard = p.schema.default ?? false;
  const write = useSpared(p.value, standard, p.onChange);
  return <Switch {...shared(p)} required={false} checked={Boolean(p.value ?? standard)} onChange={(e) => write(e.currentTarget.checked)} />;
}

const text = (v: unknown) => (v === undefined || v === null ? '' : typeof v === 'string' ? v : JSON.stringify(v));

function HiddenWidget() {
  return null;
}

// widgets are the inputs of forms, by their names in rjsf.
export const widgets = {
  TextWidget,
  URLWidget: TextWidget,
  EmailWidget: TextWidget,
  uri: TextWidget,
  TextareaWidget,
  textarea: TextareaWidget,
  template: TemplateWidget,
  UpDownWidget: NumberWidget,
  updown: NumberWidget,
  SelectWidget,
  CheckboxWidget: SwitchWidget,
  HiddenWidget,
  hidden: HiddenWidget,
  secret: SecretWidget,
};
