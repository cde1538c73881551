import { Anchor, Badge, Code, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, IconArrowUp, IconCheck, IconHandStop, IconPlayerPause, IconPlugConnected, IconPlugConnectedX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { commitLink, type GitStatus } from '@/api/git';
import { Fact, Facts } from '@/ui/Fact';
import { Surface } from '@/ui/Surface';
import { When } from '@/ui/When';
import { CloneAddress } from './CloneAddress';

const looks: Record<string, { color: string; label: string; icon: ReactNode }> = {
  in_sync: { color: 'step', label: 'In sync', icon: <IconCheck /> },
  pending: { color: 'blue', label: 'Pending', icon: <IconArrowUp /> },
  held: { color: 'yellow', label: 'Held', icon: <IconHandStop /> },
  halted: { color: 'orange', label: 'Halted', icon: <IconAlertTriangle /> },
  failing: { color: 'red', label: 'Failing', icon: <IconAlertTriangle /> },
  paused: { color: 'gray', label: 'Paused', icon: <IconPlayerPause /> },
  connecting: { color: 'blue', label: 'Connecting', icon: <IconPlugConnected /> },
  disconnected: { color: 'gray', label: 'Not connected', icon: <IconPlugConnectedX /> },
};

const modes: Record<string, string> = { 'two-way': 'Both ways', 'read-only': 'Git to app only', backup: 'App to Git only' };

// StatusCard says in one sentence whether both sides are the same, and where that was looked up.
export function StatusCard({ status, actions }: { status: GitStatus; actions: ReactNode }) {
  const look = looks[status.state] ?? { color: 'gray', label: status.state, icon: null };
  const link = commitLink(status.commitUrl, status.head);
  const head = <Code>{status.head.slice(0, 8)}</Code>;
  return (
    <Surface component="section">
      <Stack gap="md">
        <Group wrap="nowrap" align="flex-start" gap="md">
          <ThemeIcon size={46} radius="xl" variant="light" color={look.color} visibleFrom="xs" aria-hidden>{look.icon}</ThemeIcon>
          <Stack gap={6} style={{ minWidth: 0 }}>
            <Badge variant="light" color={look.color} tt="none">{look.label}</Badge>
            <Text fw={600} size="lg" lh={1.35} role="status" data-testid="git-sentence" style={{ overflowWrap: 'anywhere' }}>{status.message}</Text>
          </Stack>
        </Group>
        <Facts layout="line">
          <Fact label="Repository">
            {status.remoteUrl ? <Anchor href={status.remoteUrl} target="_blank" rel="noreferrer" size="sm">{status.remoteUrl.replace(/^https:\/\//, '')}</Anchor> : status.remote === 'built-in' ? <CloneAddress /> : status.remote}
          </Fact>
          <Fact label="Branch">{status.branch}{status.path && <Text span c="dimmed" size="sm">, folder {status.path}</Text>}</Fact>
          <Fact label="Last commit">{status.head ? (link ? <Anchor href={link} target="_blank" rel="noreferrer" aria-label={`Commit ${status.head.slice(0, 8)} at the Git host`}>{head}</Anchor> : head) : 'none yet'}</Fact>
          <Fact label="Direction">{modes[status.mode] ?? status.mode}</Fact>
          <Fact label="Checked"><When at={status.checkedAt} /></Fact>
        </Facts>
        {actions}
      </Stack>
    </Surface>
  );
}
