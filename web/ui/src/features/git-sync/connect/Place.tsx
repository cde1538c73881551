import { Alert, Badge, Group, Radio, SimpleGrid, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { client, take } from '@/api/client';
import { readAddress } from '../hosts';
import { withUrl } from './draft';
import type { StepProps } from './Wizard';

// PlaceStep chooses the repository: the built-in one, or one elsewhere by its address.
export function PlaceStep({ draft, set, stored }: StepProps) {
  const installation = useQuery({ queryKey: ['installation'], queryFn: () => take(client.GET('/api/v1/installation')), staleTime: 300_000 });
  const address = readAddress(draft.url);
  const wrong = draft.url.trim() !== '' && !address;
  const noHost = installation.data?.gitHost === false;
  return (
    <>
      <Title order={2} size="h4">Where is the repository?</Title>
      {stored.phase !== 'disconnected' && (
        <Alert color="yellow" title="This workspace is connected already">
          <Text size="sm">Going through with this leaves {stored.builtIn ? 'the built-in repository' : stored.url}, branch {stored.branch}, and begins anew with what you choose here. Until the last step nothing changes.</Text>
        </Alert>
      )}
      <Radio.Group value={draft.place ?? null} onChange={(v) => set({ place: v as 'built-in' | 'elsewhere', tested: false })} aria-label="Where is the repository?">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <Card value="built-in" on={draft.place === 'built-in'} disabled={noHost} title="Built in" text={noHost ? 'This server runs without its own Git host.' : 'Lockstep keeps the repository itself. Nothing to set up; everybody can clone it and push to it with an API key.'} />
          <Card value="elsewhere" on={draft.place === 'elsewhere'} title="Elsewhere" text="On GitHub, GitLab, Bitbucket, Gitea, or any other Git server, over https or SSH." />
        </SimpleGrid>
      </Radio.Group>
      {draft.place === 'elsewhere' && (
        <div>
          <TextInput
            label="Address of the repository"
            placeholder="https://github.com/acme/config.git or git@github.com:acme/config.git"
            description="As the Git host shows it under “Clone”."
            value={draft.url}
            onChange={(e) => set(withUrl(draft, e.currentTarget.value))}
            error={wrong ? 'This is not an address yet. Give https://host/path or git@host:path.' : undefined}
            autoComplete="off"
            spellCheck={false}
          />
          {address && (
            <Group gap={8} mt={8} role="status">
              <Badge variant="light" tt="none">{address.name || address.host}</Badge>
              <Text size="sm">{address.ssh ? 'over SSH, with a key' : draft.url.startsWith('http:') ? 'over plain http' : 'over https'}</Text>
            </Group>
          )}
        </div>
      )}
    </>
  );
}

function Card({ value, on, title, text, disabled }: { value: string; on: boolean; title: string; text: string; disabled?: boolean }) {
  return (
    <Radio.Card value={value} p="md" radius="md" disabled={disabled} style={{ background: 'var(--app-surface)', borderColor: on ? 'var(--mantine-primary-color-filled)' : undefined }}>
      <Group wrap="nowrap" align="flex-start" gap="sm">
        <Radio.Indicator mt={2} />
        <div>
          <Text size="sm" fw={600}>{title}</Text>
          <Text size="sm" c="dimmed">{text}</Text>
        </div>
      </Group>
    </Radio.Card>
  );
}
