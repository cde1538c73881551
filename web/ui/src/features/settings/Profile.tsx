import { ActionIcon, Badge, Button, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { IconArrowUp, IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useDraft } from '@/api/draft';
import { toFault } from '@/api/error';
import { meQuery, type Me } from '@/api/session';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { MergeOffer } from '@/ui/MergeOffer';
import { Page } from '@/ui/Page';
import { Surface } from '@/ui/Surface';
import { usePasswordChange, useProfileUpdate } from './queries';
import { leastPassword } from './Start';

// Profile is what a person says about oneself.
export function Profile() {
  const me = useQuery(meQuery);
  return (
    <Page title="Profile">
      {me.data ? <About me={me.data} key={JSON.stringify(me.data.user)} /> : me.error ? <ErrorNote error={toFault(me.error)} onRetry={() => void me.refetch()} /> : <Loading />}
      {me.data?.user.hasPassword && <Password />}
    </Page>
  );
}

function About({ me }: { me: Me }) {
  const update = useProfileUpdate();
  const said = { name: me.user.name, emails: me.user.emails.length > 0 ? me.user.emails : [''] };
  // There is no version of a person: what is said is its own.
  const draft = useDraft('profile', { value: said, etag: JSON.stringify(said) });
  const form = useForm({
    initialValues: draft.value,
    onValuesChange: (values) => draft.set(values),
    validate: { name: (v) => (v.trim() === '' ? 'Your name is missing' : null) },
  });
  const { emails } = form.values;
  const save = (values: typeof form.values) =>
    void update.mutateAsync({ name: values.name.trim(), emails: values.emails.map((e) => e.trim()).filter(Boolean) }).then(
      () => notifications.show({ message: 'Your profile is saved.' }),
      () => undefined, // shown above the form
    );
  return (
    <Surface>
      <form onSubmit={form.onSubmit(save)}>
        <Stack maw={560}>
          {draft.offer && (
            <MergeOffer
              labels={{ name: 'Name', emails: 'E-mails' }}
              clashes={draft.offer.clashes}
              onSettle={(pick) => {
                const settled = draft.offer!.settled(pick);
                draft.accept(settled);
                form.setValues(settled);
              }}
            />
          )}
          {update.error && <ErrorNote title="Your profile is not saved" error={toFault(update.error)} />}
          <TextInput label="Name" description="Shown in the history, and the author of your commits." required {...form.getInputProps('name')} />
          <Stack gap={6} component="fieldset" style={{ border: 0, padding: 0, margin: 0 }}>
            <Text component="legend" size="sm" fw={500} p={0}>E-mails</Text>
            <Text size="xs" c="dimmed">You sign in with any of them. A commit from Git that carries one counts as yours; commits from the app carry the first.</Text>
            {emails.map((email, i) => (
              <Group key={i} gap="xs" wrap="nowrap" align="center">
                <TextInput
                  flex={1}
                  type="email"
                  aria-label={`E-mail ${i + 1}`}
                  required={i === 0}
                  {...form.getInputProps(`emails.${i}`)}
                  rightSection={i === 0 && email ? <Badge size="sm" tt="none" variant="light" mr="xs">In commits</Badge> : undefined}
                  rightSectionWidth={i === 0 && email ? 100 : undefined}
                />
                {i > 0 && (
                  <ActionIcon variant="subtle" color="gray" aria-label={`Use ${email || 'this e-mail'} in commits`} title="Use in commits" onClick={() => form.reorderListItem('emails', { from: i, to: 0 })}>
                    <IconArrowUp size={16} />
                  </ActionIcon>
                )}
                {emails.length > 1 && (
                  <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${email || 'this e-mail'}`} title="Remove" onClick={() => form.removeListItem('emails', i)}>
                    <IconX size={16} />
                  </ActionIcon>
                )}
              </Group>
            ))}
            <Group>
              <Button variant="subtle" size="xs" leftSection={<IconPlus size={14} />} onClick={() => form.insertListItem('emails', '')}>Add an e-mail</Button>
            </Group>
          </Stack>
          <Group>
            <Button type="submit" loading={update.isPending} disabled={!draft.dirty}>Save</Button>
          </Group>
        </Stack>
      </form>
    </Surface>
  );
}

function Password() {
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
