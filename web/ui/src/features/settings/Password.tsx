import { Button, Group, PasswordInput, Stack, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { toFault } from '@/api/error';
import { ErrorNote } from '@/ui/ErrorNote';
import { Surface } from '@/ui/Surface';
import { usePasswordChange } from './queries';
import { leastPassword } from './Start';

// Password changes that of who is signed in.
export function Password() {
  const change = usePasswordChange();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { current: '', next: '' },
    validate: { next: (v) => ([...v].length < leastPassword ? `At least ${leastPassword} characters` : null) },
  });
  const save = (values: { current: string; next: string }) =>
    change.mutate(values, {
      onSuccess: () => {
        form.reset();
        notifications.show({ message: 'Your password is changed. Your other sessions have ended.' });
      },
    });
  return (
    <Surface component="section">
      <form onSubmit={form.onSubmit(save)}>
        <Stack maw={560}>
          <Title order={2} size="h4">Password</Title>
          {change.error && <ErrorNote title="Your password is not changed" error={toFault(change.error)} />}
          <PasswordInput label="Current password" autoComplete="current-password" required {...form.getInputProps('current')} key={form.key('current')} />
          <PasswordInput label="New password" description={`At least ${leastPassword} characters.`} autoComplete="new-password" required {...form.getInputProps('next')} key={form.key('next')} />
          <Group>
            <Button type="submit" loading={change.isPending}>Change the password</Button>
          </Group>
        </Stack>
      </form>
    </Surface>
  );
}
