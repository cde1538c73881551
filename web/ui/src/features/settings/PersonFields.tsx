import { ActionIcon, Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { firstIn, type PersonFaults, type PersonForm } from './person';

interface Props {
  value: PersonForm;
  onChange: (next: (now: PersonForm) => PersonForm) => void;
  faults?: PersonFaults;
  own: boolean; // who signed in says it about oneself
}

// PersonFields are a person's name and addresses.
export function PersonFields({ value, onChange, faults, own }: Props) {
  const setEmails = (fn: (now: string[]) => string[]) => onChange((now) => ({ ...now, emails: fn(now.emails) }));
  return (
    <Stack maw={560}>
      <TextInput
        label="Name"
        description={own ? 'Shown in the history, and the author of your commits.' : 'Shown in the history, and the author of their commits.'}
        required
        data-autofocus
        maxLength={200}
        value={value.name}
        onChange={(e) => {
          const name = e.currentTarget.value;
          onChange((now) => ({ ...now, name }));
        }}
        error={faults?.name}
      />
      <Stack gap={6} component="fieldset" style={{ border: 0, padding: 0, margin: 0 }}>
        <Text component="legend" size="sm" fw={600} p={0}>E-mails</Text>
        <Text size="xs" c="dimmed">
          {own
            ? 'You sign in with any of them. A commit from Git that carries one counts as yours; commits from the app carry the first.'
            : 'They sign in with any of them. A commit from Git that carries one counts as theirs; commits from the app carry the first.'}
        </Text>
        {value.emails.map((email, i) => (
          <Group key={i} gap="xs" wrap="nowrap" align="flex-start">
            <TextInput
              flex={1}
              type="email"
              aria-label={`E-mail ${i + 1}`}
              value={email}
              onChange={(e) => {
                const typed = e.currentTarget.value;
                setEmails((now) => now.map((other, at) => (at === i ? typed : other)));
              }}
              error={faults?.emails[i]}
              rightSection={i === 0 && email ? <Badge size="sm" tt="none" variant="light" mr="xs">In commits</Badge> : undefined}
              rightSectionWidth={i === 0 && email ? 100 : undefined}
            />
            {i > 0 && (
              <ActionIcon variant="subtle" color="gray" size={36} aria-label={`Use ${email || 'this e-mail'} in commits`} title="Use in commits" onClick={() => setEmails((now) => firstIn(now, i))}>
                <IconArrowUp size={16} />
              </ActionIcon>
            )}
            {value.emails.length > 1 && (
              <ActionIcon variant="subtle" color="gray" size={36} aria-label={`Remove ${email || 'this e-mail'}`} title="Remove" onClick={() => setEmails((now) => now.filter((_, at) => at !== i))}>
                <IconX size={16} />
              </ActionIcon>
            )}
          </Group>
        ))}
        <Group>
          <Button variant="subtle" size="xs" leftSection={<IconPlus size={14} />} onClick={() => setEmails((now) => [...now, ''])}>Add an e-mail</Button>
        </Group>
      </Stack>
    </Stack>
  );
}
