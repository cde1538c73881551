import { Anchor, Badge, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconHandStop, IconShieldHalf } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { toFault } from '@/api/error';
import { useGitStatus } from '@/api/git';
import { useWorkspace } from '@/api/workspaces';
import { conflictPath, heldWords } from '@/features/git-sync/words';
import { ErrorNote } from '@/ui/ErrorNote';
import { sentence } from '@/ui/sentence';
import { Surface } from '@/ui/Surface';
import { When } from '@/ui/When';
import { most, useHeld } from './queries';
import styles from './Overview.module.css';

// Waiting is what goes on only when a person acts: guards, failures, conflicts, held files.
export function Waiting() {
  const { slug } = useWorkspace();
  const { data: status } = useGitStatus();
  const held = useHeld((status?.held ?? 0) > 0);
  const count = status ? status.held + (status.halt ? 1 : 0) + (status.failure ? 1 : 0) : 0;
  if (!status || count === 0) return null;
  const git = `/w/${slug}/git`;
  return (
    <Stack gap="xs" component="section">
      <Group gap="xs">
        <Title order={2} size="h4">Waits for you</Title>
        <Badge variant="light" color="orange">{count}</Badge>
      </Group>
      {held.error && <ErrorNote error={toFault(held.error)} onRetry={() => void held.refetch()} />}
      <Surface p={0}>
        <ul className={styles.rows} aria-label="Waits for you">
          {status.halt && <Thing icon={<IconShieldHalf />} to={git} title="A guard stopped Git Sync" detail={`${sentence(status.halt.message)} ${sentence(status.halt.hint)}`} since={status.halt.since} />}
          {status.failure && <Thing icon={<IconAlertTriangle />} to={git} title="Git Sync does not get through" detail={`${sentence(status.failure.message)} ${sentence(status.failure.hint)}`} since={status.failure.since} />}
          {status.held > 0 && held.data?.data.map((h) => (
            <Thing key={`${h.kind}/${h.slug}`} icon={h.reason === 'conflict' ? <IconAlertTriangle /> : <IconHandStop />} to={conflictPath(slug, h)} title={`${h.reason === 'conflict' ? 'Conflict in the' : 'Held:'} ${h.kind} ${h.name}`} detail={heldWords(h)} since={h.since} />
          ))}
          {status.held > most && <li className={styles.row}><Anchor component={Link} to={git} size="sm">All {status.held} that are held</Anchor></li>}
        </ul>
      </Surface>
    </Stack>
  );
}

function Thing({ icon, to, title, detail, since }: { icon: ReactNode; to: string; title: string; detail: string; since: string }) {
  return (
    <li className={styles.row}>
      <Group gap="sm" wrap="nowrap" miw={0} align="flex-start">
        <Text c="orange" lh={0} mt={2} aria-hidden>{icon}</Text>
        <Stack gap={0} miw={0}>
          <Anchor component={Link} to={to} size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>{title}</Anchor>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{detail}</Text>
        </Stack>
      </Group>
      <Text size="xs" c="dimmed" component="div"><When at={since} /></Text>
    </li>
  );
}
