import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { toFault } from '@/api/error';
import { useGitStatus } from '@/api/git';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { StateBadge, type GitState } from '@/ui/StateBadge';
import { Surface } from '@/ui/Surface';
import { When } from '@/ui/When';
import { stateLooks } from '../../../-shell/stateLooks';
import type { OverviewOf } from './queries';
import styles from './Overview.module.css';

const order: GitState[] = ['conflict', 'held', 'pending', 'in_sync', 'off'];

// GitCard says in one sentence how workspace and branch stand, and how the resources do.
export function GitCard({ states }: { states: OverviewOf['states'] | undefined }) {
  const { slug } = useWorkspace();
  const { data: status, error, refetch } = useGitStatus();
  if (error) return <ErrorNote title="The state of Git Sync is not known" error={toFault(error)} onRetry={() => void refetch()} />;
  if (!status) return <Surface><Loading rows={2} /></Surface>;
  const off = status.state === 'disconnected';
  const shown = order.filter((s) => states && states[s] > 0 && !(off && s === 'off'));
  return (
    <Surface component="section" className={styles.git} style={{ '--state': stateLooks[status.state]?.color ?? 'var(--app-line)', borderInlineStartColor: 'var(--state)' }}>
      <Group justify="space-between" gap="sm">
        <Stack gap={4} miw={0} flex="1 1 260px">
          <Title order={2} size="h4" data-testid="git-sentence">{status.message}</Title>
          <Text size="sm" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
            {off ? (
              'Connect a repository, and the branch says what the workspace says, both ways.'
            ) : (
              <>{status.remote === 'built-in' ? 'Built-in repository' : status.remote} · {status.branch}{status.checkedAt && <> · checked <When at={status.checkedAt} /></>}</>
            )}
          </Text>
        </Stack>
        <Button component={Link} to={`/w/${slug}/git${off ? '/connect' : ''}`} variant={off ? 'filled' : 'default'}>{off ? 'Connect Git' : 'Open Git Sync'}</Button>
      </Group>
      {shown.length > 0 && (
        <Group gap="md" mt="sm" component="ul" style={{ listStyle: 'none', padding: 0, marginBottom: 0 }} aria-label="States of resources">
          {shown.map((s) => (
            <Group key={s} gap={6} component="li">
              <Text size="sm" fw={600}>{states![s].toLocaleString('en')}</Text>
              <StateBadge state={s} />
            </Group>
          ))}
        </Group>
      )}
    </Surface>
  );
}
