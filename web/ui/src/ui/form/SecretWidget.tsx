import { Button, Group, Input, PasswordInput, Text, Textarea } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { WidgetProps } from '@rjsf/utils';
import { useState } from 'react';
import type { FormContext } from './context';

// SecretWidget writes a secret. What is set is never shown; it can be replaced.
export function SecretWidget({ id, name, label, schema, required, disabled, rawErrors, registry }: WidgetProps) {
  const { secrets } = registry.formContext as FormContext;
  const [asked, setAsked] = useState(false);
  if (!secrets) return null;
  const typed = secrets.typed[name];
  const set = secrets.set.includes(name);
  const write = (text: string | undefined) => {
    const next = { ...secrets.typed };
    if (text) next[name] = text;
    else delete next[name];
    secrets.onChange(next);
  };
  const error = rawErrors && rawErrors.length > 0 ? rawErrors.join(' ') : undefined;
  if (set && !asked && typed === undefined) {
    return (
      <Input.Wrapper label={label} description={schema.description} error={error} labelElement="div" required={required}>
        <Group gap="sm" mt={4}>
          <IconLock size={16} aria-hidden />
          <Text size="sm">Set</Text>
          <Button variant="default" size="xs" disabled={disabled} onClick={() => setAsked(true)} aria-label={`Replace ${label}`}>Replace</Button>
        </Group>
      </Input.Wrapper>
    );
  }
  const shared = { id, label, description: schema.description, required: required && !set, disabled, error, value: typed ?? '', autoFocus: asked && typed === undefined };
  const keep = () => {
    write(undefined);
    setAsked(false);
  };
  return (
    <div>
      {schema['x-widget'] === 'textarea' ? (
        <Textarea {...shared} autosize minRows={3} maxRows={12} spellCheck={false} autoComplete="off" onChange={(e) => write(e.currentTarget.value)} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} />
      ) : (
        <PasswordInput {...shared} autoComplete="new-password" onChange={(e) => write(e.currentTarget.value)} />
      )}
      {set && <Button variant="subtle" size="compact-xs" mt={4} onClick={keep} aria-label={`Keep the ${label} that is set`}>Keep the one that is set</Button>}
    </div>
  );
}
