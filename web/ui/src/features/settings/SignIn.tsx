import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { toFault } from '@/api/error';
import { useSignIn } from '@/api/session';
import { Doorway } from '@/ui/Doorway';
import { ErrorNote } from '@/ui/ErrorNote';
import { useWait } from './useWait';
import { inWords } from './wait';

interface Props {
  ended: boolean; // a session was over in the middle of something
  onDone: () => void;
}

// SignIn asks for e-mail and password.
export function SignIn({ ended, onDone }: Props) {
  const signIn = useSignIn();
  const fault = signIn.error && toFault(signIn.error);
  const wait = useWait(fault);
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: '', password: '' } });
  return (
    <Doorway title="Sign in" intro={ended && !fault && <Text size="sm" c="dimmed" role="status">Your session has ended. Sign in to go on where you were; unsaved work is kept.</Text>}>
      <form onSubmit={form.onSubmit((values) => signIn.mutate(values, { onSuccess: onDone }))}>
        <Stack>
          {fault && <ErrorNote title="You are not signed in" error={wait > 0 ? { code: fault.code, message: fault.message, hint: `You can try again in ${inWords(wait)}` } : fault} />}
          <TextInput label="E-mail" type="email" autoComplete="username" required withAsterisk={false} autoFocus {...form.getInputProps('email')} key={form.key('email')} />
          <PasswordInput label="Password" autoComplete="current-password" required withAsterisk={false} {...form.getInputProps('password')} key={form.key('password')} />
          <Button type="submit" loading={signIn.isPending} disabled={wait > 0}>Sign in</Button>
          <Text size="xs" c="dimmed">No password yet, or lost it? Ask an administrator for a link.</Text>
        </Stack>
      </form>
    </Doorway>
  );
}
