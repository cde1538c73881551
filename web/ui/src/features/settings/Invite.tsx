import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { toFault } from '@/api/error';
import { ErrorNote } from '@/ui/ErrorNote';
import { LinkToSend } from './LinkToSend';
import { roles } from './roles';
import { useInvite, type Role } from './queries';

// Invite makes an account, and a link by which its person chooses a password.
export function Invite({ onClose }: { onClose: () => void }) {
  const invite = useInvite();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: '', email: '', role: 'write' as Role },
    validate: { name: (v) => (v.trim() === '' ? 'A name is missing' : null), email: (v) => (/^\S+@\S+$/.test(v) ? null : 'This is not an e-mail address') },
  });
  return (
    <Modal opened onClose={onClose} title={invite.data ? `${invite.data.user.name} is invited` : 'Invite somebody'} closeButtonProps={{ 'aria-label': 'Close' }}>
      {invite.data ? (
        <Stack>
          <LinkToSend url={invite.data.link.url} expiresAt={invite.data.link.expiresAt} />
          <Group justify="flex-end"><Button onClick={onClose}>Done</Button></Group>
        </Stack>
      ) : (
        <form onSubmit={form.onSubmit(({ name, email, role }) => invite.mutate({ name, emails: [email], role }))} noValidate>
          <Stack>
            {invite.error && <ErrorNote title="Nobody is invited" error={toFault(invite.error)} />}
            <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} key={form.key('name')} />
            <TextInput label="E-mail" description="Their commits with this address count as theirs." type="email" required {...form.getInputProps('email')} key={form.key('email')} />
            <Radio.Group label="May" {...form.getInputProps('role')} key={form.key('role')}>
              <Stack gap="xs" mt={6}>
                {roles.map((r) => <Radio key={r.value} value={r.value} label={r.label} description={r.description} />)}
              </Stack>
            </Radio.Group>
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>Cancel</Button>
              <Button type="submit" loading={invite.isPending}>Make the link</Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
