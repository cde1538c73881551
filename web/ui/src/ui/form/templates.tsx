import { ActionIcon, Button, Collapse, Fieldset, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronRight, IconPlus, IconTrash } from '@tabler/icons-react';
import type { ArrayFieldItemTemplateProps, ArrayFieldTemplateProps, FieldTemplateProps, MultiSchemaFieldTemplateProps, ObjectFieldTemplateProps } from '@rjsf/utils';
import type { ReactNode } from 'react';
import type { FormContext } from './context';
import { applies, resolve, switchedOff } from './hints';
import type { JsonSchema, Values } from './types';

// FieldTemplate stands around each field. An object that is optional is there or not as a whole.
function FieldTemplate({ children, hidden, schema, uiSchema, formData, label, required, onChange, fieldPathId, rawErrors }: FieldTemplateProps) {
  if (hidden) return <div hidden>{children}</div>;
  const nested = schema.type === 'object' && fieldPathId.path.length > 0 && !uiSchema?.['ui:field'];
  if (!nested) return children;
  const errors = rawErrors?.map((m) => <Text key={m} size="sm" c="var(--mantine-color-error)">{m}</Text>);
  if (formData === undefined && !required) {
    return (
      <Group gap="sm" justify="space-between" py={4}>
        <Text size="sm" fw={500}>{label} <Text span c="dimmed">is not set</Text></Text>
        <Button size="xs" variant="light" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => onChange({}, fieldPathId.path)} aria-label={`Set ${label}`}>Set</Button>
        {errors}
      </Group>
    );
  }
  return (
    <Fieldset legend={label}>
      <Stack gap="sm">
        {children}
        {errors}
        {!required && (
          <Group><Button size="xs" variant="subtle" color="gray" onClick={() => onChange(undefined, fieldPathId.path)} aria-label={`Remove ${label}`}>Remove</Button></Group>
        )}
      </Stack>
    </Fieldset>
  );
}

const headings: Record<string, string> = { advanced: 'Advanced', csv: 'CSV' };

// ObjectFieldTemplate lays out the properties that apply, by their groups. What is advanced is
// folded until it is asked for, or has an error.
function ObjectFieldTemplate({ properties, schema, formData, registry, errorSchema }: ObjectFieldTemplateProps) {
  const all = (schema.properties ?? {}) as Record<string, JsonSchema>;
  const value = (formData ?? {}) as Values;
  const off = switchedOff(schema as JsonSchema, value, all);
  const set = (registry.formContext as FormContext).secrets?.set;
  const parts = new Map<string, { content: ReactNode; wrong: boolean }[]>([['', []]]);
  for (const p of properties) {
    const s = resolve(all[p.name] ?? {}, registry.rootSchema);
    if (off !== undefined && p.name !== off) continue;
    if (p.hidden || !(set?.includes(p.name) || applies(s, p.name, value, all))) continue;
    const group = typeof s['x-group'] === 'string' ? s['x-group'] : '';
    parts.set(group, [...(parts.get(group) ?? []), { content: <div key={p.name}>{p.content}</div>, wrong: Boolean((errorSchema as Record<string, unknown> | undefined)?.[p.name]) }]);
  }
  return (
    <Stack gap="md">
      {[...parts].map(([group, content]) =>
        group === '' ? (
          content.map((c) => c.content)
        ) : group === 'advanced' ? (
          <Folded key={group} title={headings.advanced!} open={content.some((c) => c.wrong)}>{content.map((c) => c.content)}</Folded>
        ) : (
          <Fieldset key={group} legend={headings[group] ?? group}><Stack gap="md">{content.map((c) => c.content)}</Stack></Fieldset>
        ),
      )}
    </Stack>
  );
}

function Folded({ title, open, children }: { title: string; open: boolean; children: ReactNode }) {
  const [opened, { toggle }] = useDisclosure(false);
  const shown = opened || open;
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={shown} py={4}>
        <Group gap={6}>
          <IconChevronRight size={16} aria-hidden style={{ transform: shown ? 'rotate(90deg)' : undefined }} />
          <Text size="sm" fw={600}>{title}</Text>
        </Group>
      </UnstyledButton>
      <Collapse expanded={shown}><Stack gap="md" pt="sm">{children}</Stack></Collapse>
    </div>
  );
}

function ArrayFieldTemplate({ title, schema, items, canAdd, onAddClick, rawErrors }: ArrayFieldTemplateProps) {
  return (
    <Fieldset legend={title}>
      <Stack gap="xs">
        {schema.description && <Text size="sm" c="dimmed">{schema.description}</Text>}
        {items}
        {rawErrors?.map((m) => <Text key={m} size="sm" c="var(--mantine-color-error)">{m}</Text>)}
        {canAdd && <Group><Button variant="light" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={onAddClick} aria-label={`Add to ${title}`}>Add</Button></Group>}
      </Stack>
    </Fieldset>
  );
}

function ArrayFieldItemTemplate({ children, index, hasToolbar, buttonsProps }: ArrayFieldItemTemplateProps) {
  return (
    <Group gap="xs" wrap="nowrap" align="end">
      <div style={{ flex: 1 }}>{children}</div>
      {hasToolbar && buttonsProps.hasRemove && (
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={`Remove row ${index + 1}`} onClick={buttonsProps.onRemoveItem}><IconTrash size={16} /></ActionIcon>
      )}
    </Group>
  );
}

function MultiSchemaFieldTemplate({ selector, optionSchemaField }: MultiSchemaFieldTemplateProps) {
  return <Stack gap="md">{selector}{optionSchemaField}</Stack>;
}

export const templates = { FieldTemplate, ObjectFieldTemplate, ArrayFieldTemplate, ArrayFieldItemTemplate, MultiSchemaFieldTemplate };
