import { Button, Code, Group, NumberInput, Radio, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { toFault } from '@/api/error';
import { useWorkspace } from '@/api/workspaces';
import { Apart } from '@/ui/Apart';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Surface } from '@/ui/Surface';
import { sentence } from '@/ui/sentence';
import { commitPreview } from '../queries';
import type { TabProps } from './Settings';
import { SigningKey } from './SigningKey';

const means: Record<string, string> = { subject: 'What changed', workspace: 'Workspace', author: 'Who changed it', count: 'How many resources' };

// CommitsTab is what the commits look like that Lockstep makes.
export function CommitsTab({ value, set, stored }: TabProps) {
  const { slug } = useWorkspace();
  const template = value.commitTemplate ?? '';
  const grouping = value.grouping ?? 'change';
  const [asked] = useDebouncedValue(template, 200);
  const samples = useQuery({ queryKey: ['commit-preview', slug, asked, grouping], queryFn: () => commitPreview(slug, asked, grouping), placeholderData: keepPreviousData, staleTime: 60_000 });
  const problem = samples.data?.problems?.[0];
  return (
    <Stack gap="md">
      <Surface component="section">
        <Stack gap="sm">
          <Title order={2} size="h4">Message</Title>
          <TextInput label="Template of the first line" value={template} onChange={(e) => set({ commitTemplate: e.currentTarget.value })} error={problem ? `${sentence(problem.message)} ${sentence(problem.hint ?? '')}` : undefined} maxLength={1000} spellCheck={false} />
          <Group gap="xs">
            <Text size="sm" c="dimmed">Insert</Text>
            {(samples.data?.words ?? []).map((w) => (
              <Button key={w} size="compact-xs" variant="default" onClick={() => set({ commitTemplate: `${template}{{${w}}}` })} title={`{{${w}}}`}>{means[w] ?? w}</Button>
            ))}
          </Group>
          <Radio.Group label="One commit for" value={grouping} onChange={(v) => set({ grouping: v as 'change' | 'batch' })}>
            <Stack gap={6} mt={6}>
              <Radio value="change" label="Each change" description="In order, by the person who made it." />
              <Radio value="batch" label="Each person" description="What somebody changed since the last commit, in one." />
            </Stack>
          </Radio.Group>
          {grouping === 'change' && <NumberInput label="From this many waiting changes on, one for each person" min={1} max={100_000} value={value.groupAbove} onChange={(v) => set({ groupAbove: Number(v) || 200 })} maw={420} />}
        </Stack>
      </Surface>
      <Surface component="section">
        <Stack gap="sm">
          <Title order={2} size="h4">It will look like this</Title>
          {samples.error ? (
            <ErrorNote error={toFault(samples.error)} onRetry={() => void samples.refetch()} />
          ) : samples.isPending ? (
            <Loading rows={3} />
          ) : (
            (samples.data.messages ?? []).map((m) => (
              <Stack key={m.title} gap={4}>
                <Text size="sm">{m.title} <Text span size="sm" c="dimmed">by {m.author.replace(/ <.*>$/, '')}</Text></Text>
                <Code block tabIndex={0} data-testid="commit-sample">{m.text}</Code>
              </Stack>
            ))
          )}
          {problem && <Text size="sm" c="dimmed">The template above cannot be used yet.</Text>}
        </Stack>
      </Surface>
      <Surface component="section">
        <Stack gap="sm">
          <Title order={2} size="h4">Committer</Title>
          <Text size="sm">The author is the person who made the change. The committer is this installation.</Text>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput label="Name" value={value.committerName ?? ''} onChange={(e) => set({ committerName: e.currentTarget.value })} />
            <TextInput label="E-mail" value={value.committerEmail ?? ''} onChange={(e) => set({ committerEmail: e.currentTarget.value })} />
          </SimpleGrid>
        </Stack>
      </Surface>
      <Surface component="section"><Apart><SigningKey publicKey={stored.value.signingKey ?? ''} /></Apart></Surface>
    </Stack>
  );
}
