import { Anchor, Button, Code, Divider, Group, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Versioned } from '@/api/client';
import { toFault } from '@/api/error';
import { useGitStatus, type GitSettings } from '@/api/git';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import { CloneAddress } from './CloneAddress';
import { CredentialForm, type AuthKind, type Secret } from './CredentialForm';
import { HostKeysForm } from './HostKeysForm';
import { readAddress } from './hosts';
import { useAccess, useCycle, useSaveSettings, useTest } from './queries';
import { TestSteps } from './TestSteps';

// CredentialPanel shows how the workspace gets into its repository, and replaces what it uses.
export function CredentialPanel({ settings }: { settings: Versioned<GitSettings> }) {
  const s = settings.value;
  const { slug } = useWorkspace();
  const address = readAddress(s.url ?? '');
  if (s.builtIn) {
    return (
      <Stack gap="sm">
        <Text size="sm">The built-in repository needs no credential here. To clone it and push to it, use an <Anchor component={Link} to={`/w/${slug}/settings/keys`} size="sm" underline="always">API key</Anchor> as the password, with any user name.</Text>
        <CloneAddress />
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <Text size="sm">For <Code style={{ overflowWrap: 'anywhere' }}>{s.url}</Code>{address?.name && ` (${address.name})`}</Text>
      <Replace settings={settings} />
      {address?.ssh && (
        <>
          <Divider />
          <Title order={3} size="h5">The server’s key</Title>
          <TrustServer settings={settings} />
        </>
      )}
      <Divider />
      <Title order={3} size="h5">Does it work?</Title>
      <TryIt />
    </Stack>
  );
}

function Replace({ settings }: { settings: Versioned<GitSettings> }) {
  const s = settings.value;
  const replace = useAccess();
  const [access, setAccess] = useState<{ authKind: AuthKind; username: string } | null>(null);
  const [secret, setSecret] = useState<Secret>({});
  const kind = access?.authKind ?? s.authKind ?? 'none';
  const username = access?.username ?? s.username ?? '';
  const changed = kind !== s.authKind || username !== (s.username ?? '');
  const needs = kind !== 'none' && kind !== s.authKind && !secret.credential;
  const put = () =>
    replace.mutate(
      { access: { authKind: kind, username: kind === 'basic' ? username : undefined, credential: secret.credential || undefined, passphrase: secret.credential ? secret.passphrase : undefined }, etag: settings.etag },
      {
        onSuccess: () => {
          setAccess(null);
          setSecret({});
          notifications.show({ message: 'The credential is saved.', color: 'step' });
        },
      },
    );
  return (
    <Stack gap="sm">
      <CredentialForm address={readAddress(s.url ?? '')} kind={kind} username={username} onChange={setAccess} secret={secret} onSecret={setSecret} stored={kind === s.authKind} publicKey={s.publicKey ?? ''} />
      {replace.error && <ErrorNote title="The credential is not saved" error={toFault(replace.error)} />}
      <Group><Button onClick={put} loading={replace.isPending} disabled={(!changed && !secret.credential) || needs}>Save the credential</Button></Group>
    </Stack>
  );
}

function TrustServer({ settings }: { settings: Versioned<GitSettings> }) {
  const save = useSaveSettings();
  return (
    <Stack gap="sm">
      <HostKeysForm url={settings.value.url ?? ''} knownHosts={settings.value.knownHosts ?? ''} onTrust={(knownHosts) => save.mutate({ value: { ...settings.value, knownHosts }, etag: settings.etag })} />
      {save.error && <ErrorNote error={toFault(save.error)} />}
    </Stack>
  );
}

// TryIt tests the connection as it is stored. What failed goes on at once when it works again.
function TryIt() {
  const test = useTest();
  const cycle = useCycle();
  const { data: status } = useGitStatus();
  const run = () => test.mutate({}, { onSuccess: (t) => t.ok && status?.failure && cycle.mutate() });
  return (
    <Stack gap="sm">
      <Group><Button variant="default" loading={test.isPending} onClick={run}>Test the connection</Button></Group>
      {test.error && <ErrorNote title="The test could not run" error={toFault(test.error)} />}
      {test.data && !test.isPending && <TestSteps test={test.data} />}
    </Stack>
  );
}
