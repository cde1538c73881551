import { Anchor, Badge, Button, Code, Group, Radio, Stack, Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { toFault } from '@/api/error';
import { ErrorNote } from '@/ui/ErrorNote';
import { trust, trusts } from './hostKeys';
import { adviceFor, readAddress } from './hosts';
import { useHostKeys } from './queries';

interface Props {
  url: string;
  knownHosts: string;
  onTrust: (knownHosts: string) => void;
}

const types: Record<string, string> = { 'ssh-ed25519': 'Ed25519', 'ssh-rsa': 'RSA' };

// HostKeysForm fetches the keys of an SSH server and asks a person to confirm one of them.
export function HostKeysForm({ url, knownHosts, onTrust }: Props) {
  const fetched = useHostKeys();
  const address = readAddress(url);
  const page = address ? adviceFor(address).hostKeysPage : undefined;
  const keys = fetched.data?.data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const host = address?.host ?? 'the server';
  const known = knownHosts.trim() !== '';
  const pick = keys.find((k) => k.fingerprint === chosen);
  return (
    <Stack gap="sm">
      <Text size="sm">
        A server proves who it is by a key. Fetch it, and compare its fingerprint with what the operator of {host} publishes
        {page ? <>: <Anchor href={page} target="_blank" rel="noreferrer" size="sm">the published fingerprints</Anchor>.</> : '.'}
      </Text>
      <Group gap="xs">
        <Button variant="default" leftSection={<IconShieldCheck size={16} aria-hidden />} loading={fetched.isPending} disabled={!address?.ssh} onClick={() => fetched.mutate(url)}>{keys.length > 0 ? 'Fetch again' : 'Fetch the server’s key'}</Button>
        {known && keys.length === 0 && <Text size="sm" c="dimmed">A key is trusted already.</Text>}
      </Group>
      {fetched.error && <ErrorNote title="The server showed no key" error={toFault(fetched.error)} />}
      {keys.length > 0 && (
        <Radio.Group label="Which fingerprint is the same as the published one?" value={chosen} onChange={setChosen}>
          <Stack gap="xs" mt={6}>
            {keys.map((k) => (
              <Radio
                key={k.fingerprint}
                value={k.fingerprint}
                label={
                  <Group gap={8}>
                    <Text size="sm" fw={550}>{types[k.type] ?? k.type}</Text>
                    {trusts(knownHosts, k) && <Badge variant="light" tt="none" size="sm">Trusted</Badge>}
                    <Code style={{ overflowWrap: 'anywhere' }}>{k.fingerprint}</Code>
                  </Group>
                }
              />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {keys.length > 0 && (
        <Group gap="xs">
          <Button disabled={!pick || trusts(knownHosts, pick)} onClick={() => pick && onTrust(trust(knownHosts, pick))}>I compared it: trust this key</Button>
          {keys.some((k) => trusts(knownHosts, k)) && <Text size="sm" c="dimmed" role="status">This server is trusted.</Text>}
        </Group>
      )}
    </Stack>
  );
}
