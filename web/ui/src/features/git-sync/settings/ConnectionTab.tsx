import { Button, Group, NumberInput, SimpleGrid, Stack, Text, Textarea, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useWorkspace } from '@/api/workspaces';
import { Apart } from '@/ui/Apart';
import { Surface } from '@/ui/Surface';
import { CredentialPanel } from '../CredentialPanel';
import type { TabProps } from './Settings';

// ConnectionTab is where the repository is, how to get in, and how often it is asked.
export function ConnectionTab({ value, set, stored }: TabProps) {
  const { slug } = useWorkspace();
  return (
    <Stack gap="md">
      <Surface component="section">
        <Stack gap="sm">
          <Title order={2} size="h4">Repository</Title>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {value.builtIn ? 'The built-in repository' : value.url}, branch {value.branch}{value.path ? `, folder ${value.path}` : ''}
          </Text>
          <Group><Button variant="default" size="xs" component={Link} to={`/w/${slug}/git/connect`}>Connect to another place</Button></Group>
        </Stack>
      </Surface>
      <Surface component="section">
        <Stack gap="sm">
          <Title order={2} size="h4">Credential</Title>
          <Apart><CredentialPanel settings={stored} /></Apart>
        </Stack>
      </Surface>
      <Surface component="section">
        <Stack gap="sm">
          <Title order={2} size="h4">How often</Title>
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <NumberInput label="Ask Git every" suffix=" s" min={1} max={3600} value={value.pollSeconds} onChange={(v) => set({ pollSeconds: Number(v) || 15 })} description="For commits that somebody pushed." />
            <NumberInput label="Wait after an edit" suffix=" ms" min={0} max={600_000} value={value.quietMillis} onChange={(v) => set({ quietMillis: Number(v) || 1000 })} description="Until nobody edits for this long." />
            <NumberInput label="But never longer than" suffix=" ms" min={0} max={600_000} value={value.maxDelayMillis} onChange={(v) => set({ maxDelayMillis: Number(v) || 5000 })} description="Then the commit is made anyway." />
          </SimpleGrid>
        </Stack>
      </Surface>
      {!value.builtIn && (
        <Surface component="section">
          <Stack gap="sm">
            <Title order={2} size="h4">Trust</Title>
            {value.authKind === 'ssh' ? (
              <Textarea label="Known hosts" description="Keys of SSH servers that are trusted, as in a known_hosts file." value={value.knownHosts ?? ''} onChange={(e) => set({ knownHosts: e.currentTarget.value })} autosize minRows={2} maxRows={10} spellCheck={false} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }} />
            ) : (
              <Textarea label="Certificate of your own authority" description="In PEM, if the server’s certificate is not from a public one." value={value.caBundle ?? ''} onChange={(e) => set({ caBundle: e.currentTarget.value })} autosize minRows={2} maxRows={10} spellCheck={false} />
            )}
          </Stack>
        </Surface>
      )}
    </Stack>
  );
}
