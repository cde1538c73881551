import { Code, Group, List, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { ConnectionTest } from '@/api/git';
import { sentence } from '@/ui/sentence';
import { plural } from './words';

const steps: Record<string, [ok: string, failed: string]> = {
  reach: ['The server is reached', 'The server is not reached'],
  authenticate: ['The credential is accepted', 'The credential is not accepted'],
  repository: ['The repository can be read', 'The repository cannot be read'],
  push: ['Commits can be pushed', 'Commits cannot be pushed'],
};

// TestSteps shows what a test of a connection tried, up to the first step that failed.
export function TestSteps({ test }: { test: ConnectionTest }) {
  const branches = (test.branches ?? []).length + test.moreBranches;
  return (
    <Stack gap="xs" role="status" data-testid="test-steps">
      {(test.steps ?? []).map((s) => (
        <Group key={s.name} gap="sm" wrap="nowrap" align="flex-start">
          <ThemeIcon size={22} radius="xl" color={s.ok ? 'step' : 'red'} variant="light" aria-hidden>{s.ok ? <IconCheck size={14} /> : <IconX size={14} />}</ThemeIcon>
          <div style={{ minWidth: 0 }}>
            <Text size="sm" fw={550}>{steps[s.name]?.[s.ok ? 0 : 1] ?? s.name}</Text>
            {s.message && <Text size="sm" style={{ overflowWrap: 'anywhere' }}>{sentence(s.message)}</Text>}
            {s.hint && <Text size="sm" c="dimmed">{sentence(s.hint)}</Text>}
            {s.hostKey && <Text size="sm">It shows <Code style={{ overflowWrap: 'anywhere' }}>{s.hostKey.fingerprint}</Code></Text>}
            {s.redirect && <Text size="sm">It sends on to <Code style={{ overflowWrap: 'anywhere' }}>{s.redirect}</Code>. Use that address if you trust it.</Text>}
          </div>
        </Group>
      ))}
      {test.ok && (
        <List size="sm" ml={6}>
          <List.Item>{test.empty ? 'The repository is empty: Lockstep makes the branch.' : test.branchExists ? `It has the branch, of ${plural(branches, 'branch', 'branches')}.` : `It does not have the branch yet: Lockstep makes it. There ${branches === 1 ? 'is' : 'are'} ${plural(branches, 'other branch', 'other branches')}.`}</List.Item>
          <List.Item>One question takes {Math.max(1, Math.round(test.roundTripMilli))} ms{test.filters ? '; only what is needed is read' : ''}.</List.Item>
        </List>
      )}
    </Stack>
  );
}
