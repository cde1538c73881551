import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { toFault } from '@/api/error';
import { Doorway } from '@/ui/Doorway';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { useInvitation, useRedeem, type Invitation } from './queries';

export const leastPassword = 10; // characters, as the server wants

interface Props {
  token: string; // of a one-time link; empty: none is at hand
  onDone: (first: boolean) => void;
  onSignIn: () => void;
}

// Start is where a one-time link leads: the first start of an installation, an invitation, or a
// lost password.
export function Start({ token, onDone, onSignIn }: Props) {
  const invitation = useInvitation(token);
  if (invitation.data) return <Account token={token} invitation={invitation.data} onDone={onDone} />;
  const fault = token === '' ? null : invitation.error && toFault(invitation.error);
  return (
    <Doorway title={token === '' ? 'Open your link again' : fault ? 'This link does not work' : 'One moment'}>
      {token === '' ? (
        <Text size="sm">A one-time link is not kept in the address, so that nobody reads it there. Open it once more from where you got it.</Text>
      ) : fault ? (
        <ErrorNote title="You cannot go on" error={fault} onRetry={fault.status === 404 ? undefined : () => void invitation.refetch()} />
      ) : (
        <Loading rows={3} />
      )}
      {(token === '' || fault) && <Button variant="default" onClick={onSignIn}>Sign in with a password</Button>}
    </Doorway>
  );
}

function Account({ token, invitation, onDone }: { token: string; invitation: Invitation; onDone: (first: boolean) => void }) {
  const redeem = useRedeem();
  const { first } = invitation;
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: first && invitation.email === '' ? '' : invitation.name, email: invitation.email, password: '' },
    validate: {
      name: (v) => (v.trim() === '' ? 'Your name is missing' : null),
      email: (v) => (/^\S+@\S+$/.test(v) ? null : 'This is not an e-mail address'),
      password: (v) => ([...v].length < leastPassword ? `At least ${leastPassword} characters` : null),
    },
  });
  const intro = first
    ? 'You are the first here, and administer this installation.'
    : invitation.name
      ? `Welcome, ${invitation.name}. Choose a password to sign in with.`
      : 'Choose a password to sign in with.';
  return (
    <Doorway title={first ? 'Welcome to Lockstep' : 'Your account'} intro={<Text size="sm" c="dimmed">{intro}</Text>}>
      <form onSubmit={form.onSubmit((values) => redeem.mutate({ token, ...values }, { onSuccess: () => onDone(first) }))} noValidate>
        <Stack>
          {redeem.error && <ErrorNote title="The password is not set" error={toFault(redeem.error)} />}
          <TextInput label="Name" description="Shown in the history and in commits." autoComplete="name" required withAsterisk={false} autoFocus {...form.getInputProps('name')} key={form.key('name')} />
          <TextInput label="E-mail" description="You sign in with it, and your commits carry it." type="email" autoComplete="username" required withAsterisk={false} {...form.getInputProps('email')} key={form.key('email')} />
          <PasswordInput label="Password" description={`At least ${leastPassword} characters.`} autoComplete="new-password" required withAsterisk={false} {...form.getInputProps('password')} key={form.key('password')} />
          <Button type="submit" loading={redeem.isPending}>Set the password</Button>
        </Stack>
      </form>
    </Doorway>
  );
}
