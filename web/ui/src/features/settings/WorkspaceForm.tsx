import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { toFault } from '@/api/error';
import { ErrorNote } from '@/ui/ErrorNote';
import { useWorkspaceCreate } from './queries';

// WorkspaceForm makes a workspace.
export function WorkspaceForm({ onDone, onCancel }: { onDone: (slug: string) => void; onCancel?: () => void }) {
  const create = useWorkspaceCreate();
  const form = useForm({ initialValues: { name: '' }, validate: { name: (v) => (v.trim() === '' ? 'A name is missing' : null) } });
  return (
    <form onSubmit={form.onSubmit(({ name }) => create.mutate({ name: name.trim() }, { onSuccess: (w) => onDone(w.slug) }))} noValidate>
      <Stack>
        {create.error && <ErrorNote title="No workspace is made" error={toFault(create.error)} />}
        <TextInput label="Name" description="Its address is made from the name, and stays when you rename it." placeholder="Marketing" required data-autofocus {...form.getInputProps('name')} />
        <Group justify="flex-end">
          {onCancel && <Button variant="default" onClick={onCancel}>Cancel</Button>}
          <Button type="submit" loading={create.isPending}>Make the workspace</Button>
        </Group>
      </Stack>
    </form>
  );
}
