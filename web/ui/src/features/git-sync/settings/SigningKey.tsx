import { Button, Group, PasswordInput, Stack, Text, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import { toFault } from '@/api/error';
import { Confirm } from '@/ui/Confirm';
import { ErrorNote } from '@/ui/ErrorNote';
import { PublicKey } from '../PublicKey';
import { useSecret } from '../queries';

// SigningKey is the key that commits are signed with.
export function SigningKey({ publicKey }: { publicKey: string }) {
  const send = useSecret();
  const [open, setOpen] = useState(false);
  const [key, setKey] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [removing, setRemoving] = useState(false);
  const close = () => {
    setOpen(false);
    setRemoving(false);
    setKey('');
    setPassphrase('');
  };
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">Signature</Title>
      <Text size="sm">{publicKey ? 'All commits of this workspace are signed.' : 'Commits are not signed. Some branches take signed commits only: give a private SSH or OpenPGP key for that.'}</Text>
      {publicKey && <PublicKey value={publicKey} label="Public half of the signing key" where="Register it with the Git host as a signing key of the account that has the committer’s e-mail." />}
      {open && (
        <>
          <Textarea label="Private signing key" description="An SSH key, or an OpenPGP key in its text form. It is stored sealed, and cannot be read back." value={key} onChange={(e) => setKey(e.currentTarget.value)} autosize minRows={4} maxRows={10} autoComplete="off" spellCheck={false} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }} />
          <PasswordInput label="Passphrase" description="If the key has one." value={passphrase} onChange={(e) => setPassphrase(e.currentTarget.value)} autoComplete="off" maw={360} visibilityToggleButtonProps={{ 'aria-label': 'Show the passphrase' }} />
        </>
      )}
      {send.error && <ErrorNote title="The signing key is not saved" error={toFault(send.error)} />}
      <Group gap="xs">
        {open ? (
          <>
            <Button disabled={key.trim() === ''} loading={send.isPending} onClick={() => send.mutate({ signing: { key, passphrase: passphrase || undefined } }, { onSuccess: close })}>Save the signing key</Button>
            <Button variant="default" onClick={close}>Cancel</Button>
          </>
        ) : (
          <Button variant="default" size="xs" onClick={() => setOpen(true)}>{publicKey ? 'Replace the key' : 'Sign commits'}</Button>
        )}
        {publicKey && !open && <Button variant="subtle" color="red" size="xs" onClick={() => setRemoving(true)}>Stop signing</Button>}
      </Group>
      {removing && (
        <Confirm title="Stop signing commits?" action="Stop signing" danger busy={send.isPending} onClose={close} onConfirm={() => send.mutate({ signing: { key: '' } }, { onSuccess: close })}>
          The signing key is deleted here. Commits from now on are not signed.
        </Confirm>
      )}
    </Stack>
  );
}
