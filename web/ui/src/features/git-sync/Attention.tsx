import { Anchor, Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconHandStop } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { toFault } from '@/api/error';
import { conflictsQuery, type Conflict, type GitStatus } from '@/api/git';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { When } from '@/ui/When';
import { capital } from '@/ui/sentence';
import { GuardNote } from './GuardNote';
import styles from './PlanView.module.css';
import { conflictPath, failures, heldWords, reasonTitle } from './words';

// Attention is what waits for a person, the most urgent first.
export function Attention({ status }: { status: GitStatus }) {
  const { slug } = useWorkspace();
  const { failure, halt } = status;
  return (
    <>
      {failure && (
        <ErrorNote title={failures[failure.kind] ?? 'Git Sync does not work'} error={{ code: failure.kind, message: failure.message, hint: failure.hint }} />
      )}
      {failure && failure.class === 'halt' && (
        <Group gap="xs">
          <Button size="xs" variant="default" component={Link} to={`/w/${slug}/git/settings`}>Open the connection’s settings</Button>
          <Text size="sm" c="dimmed">It began <When at={failure.since} />. The app keeps working, and changes wait.</Text>
        </Group>
      )}
      {halt && <GuardNote halt={halt} />}
      {status.held > 0 && <HeldList count={status.held} />}
    </>
  );
}

function HeldList({ count }: { count: number }) {
  const { slug } = useWorkspace();
  const held = useQuery(conflictsQuery(slug));
  return (
    <Stack gap="xs" component="section" aria-label="Waits for you">
      <Title order={2} size="h4">Waits for you</Title>
      {held.error ? (
        <ErrorNote error={toFault(held.error)} onRetry={() => void held.refetch()} />
      ) : held.isPending ? (
        <Loading rows={Math.min(count + 1, 5)} />
      ) : (
        <ul className={styles.list}>
          {held.data.data.map((c) => <li key={`${c.kind}/${c.slug}`} className={styles.item}><HeldLine held={c} /></li>)}
        </ul>
      )}
    </Stack>
  );
}

function HeldLine({ held }: { held: Conflict }) {
  const { slug } = useWorkspace();
  const conflict = held.reason === 'conflict';
  const to = conflictPath(slug, held);
  return (
    <Group justify="space-between" px="md" py="sm" gap="sm">
      <Stack gap={2} miw={0} style={{ flex: '1 1 260px' }}>
        <Group gap={8}>
          <Anchor component={Link} to={to} fw={600} size="sm">{held.name}</Anchor>
          <Text size="sm" c="dimmed">{capital(held.kind)}</Text>
          <Badge variant="light" tt="none" color={conflict ? 'red' : 'yellow'} leftSection={conflict ? <IconAlertTriangle size={12} aria-hidden /> : <IconHandStop size={12} aria-hidden />}>
            {reasonTitle(held.reason)}
          </Badge>
        </Group>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {heldWords(held)}
        </Text>
        <Text size="xs" c="dimmed">Held <When at={held.since} /></Text>
      </Stack>
      <Button component={Link} to={to} size="xs" variant="light" aria-label={`${conflict ? 'Settle' : 'Look at'} ${held.name}`}>{conflict ? 'Settle' : 'Look at it'}</Button>
    </Group>
  );
}
