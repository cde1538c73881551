import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { toFault } from '@/api/error';
import { useSignIn } from '@/api/session';
import { Doorway } from '@/ui/Doorway';
import { ErrorNote } from '@/ui/ErrorNote';

// SignIn asks for e-mail and password.
export function SignIn({ onDone }: { onDone: () => void }) {
  const signIn = useSignIn();
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: '', password: '' } });
  return (
    <Doorway title="Sign in">
      <form onSubmit={form.onSubmit((values) => signIn.mutate(values, { onSuccess: onDone }))}>
        <Stack>
          {signIn.error && <ErrorNote title="You are not signed in" error={toFault(signIn.error)} />}
          <TextInput label="E-mail" type="email" autoComplete="username" required autoFocus {...form.getInputProps('email')} key={form.key('email')} />
          <PasswordInput label="Password" autoComplete="current-password" required {...form.getInputProps('password')} key={form.key('password')} />
          <Button type="submit" loading={signIn.isPending}>Sign in</Button>
        </Stack>
      </form>
    </Doorway>
  );
}
