import { Button, Group, Text, Title } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { toFault } from '@/api/error';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { useTest } from '../queries';
import { TestSteps } from '../TestSteps';
import { settingsOf } from './draft';
import type { StepProps } from './Wizard';

// TestStep tries the connection, up to the first step that fails.
export function TestStep({ draft, set, stored, secret }: StepProps) {
  const test = useTest();
  const run = () =>
    test.mutate(
      { settings: settingsOf(draft, stored), ...secret },
      { onSuccess: (t) => set({ tested: t.ok, branch: t.ok && !t.branchExists && !t.empty && draft.branch === 'main' && t.defaultBranch ? t.defaultBranch : draft.branch }) },
    );
  return (
    <>
      <Title order={2} size="h4">Does it work?</Title>
      <Text size="sm">The test reaches the server, signs in, reads the repository and asks whether it may push. It writes nothing.</Text>
      <Group><Button variant={draft.tested ? 'default' : 'filled'} leftSection={<IconPlugConnected size={16} aria-hidden />} loading={test.isPending} onClick={run}>{test.data ? 'Test again' : 'Test the connection'}</Button></Group>
      {test.isPending && <Loading rows={3} />}
      {test.error && <ErrorNote title="The test could not run" error={toFault(test.error)} />}
      {test.data && !test.isPending && <TestSteps test={test.data} />}
      {!test.data && draft.tested && <Text size="sm" c="dimmed">It worked when it was tested last.</Text>}
    </>
  );
}
