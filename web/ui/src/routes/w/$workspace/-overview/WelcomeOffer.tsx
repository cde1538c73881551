import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useGitStatus } from '@/api/git';
import { useWorkspace } from '@/api/workspaces';
import { Surface } from '@/ui/Surface';
import type { OverviewOf } from './queries';
import { doneOf, steps } from './steps';

// WelcomeOffer leads to the welcome until its three steps are done.
export function WelcomeOffer({ counts }: { counts: OverviewOf['counts'] }) {
  const { slug } = useWorkspace();
  const { data: status } = useGitStatus();
  if (!status) return null;
  const done = doneOf(steps(counts, status));
  if (done === 3) return null;
  return (
    <Surface component="section">
      <Group justify="space-between" gap="sm">
        <Stack gap={2}>
          <Title order={2} size="h4">{done === 0 ? 'Get started in three steps' : `${done} of 3 steps done`}</Title>
          <Text size="sm" c="dimmed">A source, Git, and a first model.</Text>
        </Stack>
        <Button component={Link} to={`/w/${slug}/welcome`} variant="light">{done === 0 ? 'Start' : 'Go on'}</Button>
      </Group>
    </Surface>
  );
}
