import { Group, Text, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Live } from '@/api/events';
import { useGitStatus } from '@/api/git';
import { useWorkspace } from '@/api/workspaces';
import { stateLooks } from './stateLooks';
import { Hint } from '@/ui/Hint';

// GitPill tells on every page how the workspace stands with its branch.
export function GitPill({ live }: { live: Live }) {
  const { slug } = useWorkspace();
  const { data: status } = useGitStatus();
  if (!status) return null;
  const look = stateLooks[status.state] ?? { color: 'gray', label: status.state };
  const lost = live === 'lost';
  return (
    <Hint label={lost ? 'The server does not answer: this page may be out of date. It connects again by itself.' : status.message} multiline maw={300}>
      <UnstyledButton component={Link} to={`/w/${slug}/git`} px="sm" py={5} style={{ border: '1px solid var(--app-line)', borderRadius: 99 }} data-testid="git-pill">
        <Group gap={7} wrap="nowrap">
          <span aria-hidden style={{ width: 9, height: 9, borderRadius: 9, background: lost ? 'gray' : look.color }} />
          <Text size="sm" style={{ whiteSpace: 'nowrap' }}>{lost ? 'Reconnecting' : look.label}</Text>
          {!lost && status.branch && status.phase !== 'disconnected' && <Text size="sm" c="dimmed" visibleFrom="sm" maw={180} truncate>{status.branch}</Text>}
        </Group>
      </UnstyledButton>
    </Hint>
  );
}
