import { Alert, Button, Group, PasswordInput, SegmentedControl, Stack, Text, Textarea } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { toFault } from '@/api/error';
import { useGitStatus } from '@/api/git';
import { ErrorNote } from '@/ui/ErrorNote';
import type { Secret } from './CredentialForm';
import { adviceFor, type Address } from './hosts';
import { PublicKey } from './PublicKey';
import { useSecret } from './queries';

interface Props {
  address: Address | null;
  secret: Secret;
  onSecret: (next: Secret) => void;
  publicKey: string; // of the key that the server keeps; "" for none
}

// SSHKeyForm takes a private key, or lets the server make a pair and shows the public half.
export function SSHKeyForm({ address, secret, onSecret, publicKey }: Props) {
  const own = secret.credential !== undefined; // until it is stored
  const { data: status } = useGitStatus();
  const make = useSecret();
  const [again, setAgain] = useState(false);
  const advice = address ? adviceFor(address) : null;
  const inUse = status?.phase !== 'disconnected' && publicKey !== '';
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="Which key"
        value={own ? 'own' : 'made'}
        onChange={(v) => onSecret(v === 'own' ? { credential: '' } : {})}
        data={[{ value: 'made', label: publicKey ? 'The stored key' : 'Make a key here' }, { value: 'own', label: 'Use a key of mine' }]}
      />
      {own ? (
        <>
          <Textarea
            label="Private key"
            description="Ed25519, ECDSA or RSA of 2,048 bits and more. It is stored sealed, and cannot be read back."
            placeholder={'-----BEGIN OPENSSH PRIVATE KEY-----\n…'}
            value={secret.credential ?? ''}
            onChange={(e) => onSecret({ ...secret, credential: e.currentTarget.value })}
            autosize
            minRows={4}
            maxRows={10}
            autoComplete="off"
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
          />
          <PasswordInput
            label="Passphrase"
            description="If the key has one."
            value={secret.passphrase ?? ''}
            onChange={(e) => onSecret({ ...secret, passphrase: e.currentTarget.value || undefined })}
            autoComplete="off"
            maw={360}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the passphrase' }}
          />
        </>
      ) : publicKey ? (
        <>
          <PublicKey value={publicKey} label="Public key" where={advice?.key} page={advice?.keyPage} />
          {again ? (
            <Alert color="yellow" title="Make a new pair?">
              <Stack gap="xs">
                <Text size="sm">{inUse ? 'The key in use is deleted at once. Until the new public key is registered with the Git server, nothing is carried over.' : 'The key above is deleted.'}</Text>
                <Group gap="xs">
                  <Button size="xs" variant="default" onClick={() => setAgain(false)}>Cancel</Button>
                  <Button size="xs" loading={make.isPending} onClick={() => make.mutate({ pair: true }, { onSuccess: () => setAgain(false) })}>Make a new pair</Button>
                </Group>
              </Stack>
            </Alert>
          ) : (
            <Group><Button size="xs" variant="default" onClick={() => setAgain(true)}>Make a new pair</Button></Group>
          )}
        </>
      ) : (
        <>
          <Text size="sm">Lockstep makes a pair of keys. The private half never leaves it; you give the public half to the Git server.</Text>
          <Group><Button variant="default" leftSection={<IconKey size={16} aria-hidden />} loading={make.isPending} onClick={() => make.mutate({ pair: true })}>Make a key pair</Button></Group>
        </>
      )}
      {make.error && <ErrorNote error={toFault(make.error)} />}
    </Stack>
  );
}
