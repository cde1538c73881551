import { Anchor, Group, PasswordInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import type { GitSettings } from '@/api/git';
import { adviceFor, type Address } from './hosts';
import { SSHKeyForm } from './SSHKeyForm';

export type AuthKind = NonNullable<GitSettings['authKind']>;

// Secret is what a person typed or pasted; it lives in the page only.
export interface Secret {
  credential?: string; // undefined: the one that the server keeps already; "": to be given still
  passphrase?: string;
}

interface Props {
  address: Address | null;
  kind: AuthKind;
  username: string;
  onChange: (next: { authKind: AuthKind; username: string }) => void;
  secret: Secret;
  onSecret: (next: Secret) => void;
  stored: boolean; // the server keeps a credential of this kind for this server
  publicKey: string;
}

const kinds: { value: AuthKind; label: string; text: string }[] = [
  { value: 'basic', label: 'User name and token', text: 'A token or password with a user name. Most hosts want this.' },
  { value: 'bearer', label: 'Token only', text: 'Sent without a user name, for servers that ask for it.' },
  { value: 'none', label: 'None', text: 'For a repository that anybody may use.' },
];

// CredentialForm says how Lockstep shows a Git server who it is.
export function CredentialForm({ address, kind, username, onChange, secret, onSecret, stored, publicKey }: Props) {
  if (address?.ssh || kind === 'ssh') return <SSHKeyForm address={address} secret={secret} onSecret={onSecret} publicKey={publicKey} />;
  const advice = address ? adviceFor(address) : null;
  const keepHint = stored ? 'Leave it empty to keep the one that is stored.' : 'It is stored sealed, and cannot be read back.';
  return (
    <Stack gap="sm">
      <Radio.Group label="Credential" value={kind} onChange={(v) => { onChange({ authKind: v as AuthKind, username }); onSecret({}); }}>
        <Stack gap="xs" mt={6}>
          {kinds.map((k) => <Radio key={k.value} value={k.value} label={k.label} description={k.text} />)}
        </Stack>
      </Radio.Group>
      {kind !== 'none' && (
        <>
          {advice && (
            <Text size="sm">
              {address?.name ? `${address.name}: ` : ''}{advice.token} {advice.tokenPage && <Anchor href={advice.tokenPage} target="_blank" rel="noreferrer" size="sm">Make one</Anchor>}
            </Text>
          )}
          <Group align="flex-start" grow preventGrowOverflow={false}>
            {kind === 'basic' && (
              <TextInput label="User name" miw={200} value={username} onChange={(e) => onChange({ authKind: kind, username: e.currentTarget.value })} autoComplete="off" description={advice && address?.name ? `${advice.username} is fine` : 'As the Git server knows it'} />
            )}
            <PasswordInput
              label={kind === 'basic' ? 'Token or password' : 'Token'}
              miw={220}
              value={secret.credential ?? ''}
              onChange={(e) => onSecret({ credential: e.currentTarget.value || undefined })}
              autoComplete="off"
              description={keepHint}
              visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
            />
          </Group>
        </>
      )}
    </Stack>
  );
}
