import { Button, Group, Modal, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { toFault } from '@/api/error';
import { CopyField } from '@/ui/CopyField';
import { ErrorNote } from '@/ui/ErrorNote';
import { inDays, lifetimes } from './lifetimes';
import { upTo } from './roles';
import { useKeyCreate, type Role } from './queries';

// NewKey makes an API key and shows it, the only time that it can be seen.
export function NewKey({ most, onClose }: { most: Role; onClose: () => void }) {
  const create = useKeyCreate();
  const form = useForm({
    initialValues: { name: '', scope: (most === 'read' ? 'read' : 'write') as Role, days: '90' },
    validate: { name: (v) => (v.trim() === '' ? 'A name is missing' : null) },
  });
  if (create.data) {
    return (
      <Modal opened onClose={onClose} title="Copy the key now" closeOnClickOutside={false} closeButtonProps={{ 'aria-label': 'Close' }}>
        <Stack>
          <Text size="sm">It is shown only this once. Keep it where your program keeps its secrets.</Text>
          <CopyField label={create.data.name} value={create.data.token} />
          <Group justify="flex-end"><Button onClick={onClose}>I have it</Button></Group>
        </Stack>
      </Modal>
    );
  }
  const make = ({ name, scope, days }: typeof form.values) => create.mutate({ name: name.trim(), scope, expiresAt: inDays(days, new Date()) });
  return (
    <Modal opened onClose={onClose} title="New API key" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form onSubmit={form.onSubmit(make)} noValidate>
        <Stack>
          {create.error && <ErrorNote title="No key is made" error={toFault(create.error)} />}
          <TextInput label="Name" description="What it is for." placeholder="Nightly report" required data-autofocus {...form.getInputProps('name')} />
          <Radio.Group label="May" {...form.getInputProps('scope')}>
            <Stack gap="xs" mt={6}>
              {upTo(most).map((r) => <Radio key={r.value} value={r.value} label={r.label} description={r.description} />)}
            </Stack>
          </Radio.Group>
          <Select label="Expires" data={lifetimes} allowDeselect={false} {...form.getInputProps('days')} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" loading={create.isPending}>Make the key</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
