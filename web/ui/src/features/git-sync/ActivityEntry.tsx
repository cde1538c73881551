import { Anchor, Badge, Code, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { pathOf } from '@/api/address';
import { commitLink, useGitStatus, type Activity } from '@/api/git';
import type { Kind } from '@/api/keys';
import { useWorkspace } from '@/api/workspaces';
import { When } from '@/ui/When';
import { capital, sentence } from '@/ui/sentence';
import { happened, toldOf, type Item } from './headline';
import { conflictPath, isTrouble, lasted, opWord, plural, refParts } from './words';

const flows: Record<Activity['flow'], { color: string; label: string }> = {
  INBOUND: { color: 'blue', label: 'INBOUND' },
  OUTBOUND: { color: 'step', label: 'OUTBOUND' },
  LOCAL: { color: 'gray', label: 'STATUS' },
};

const few = 3;

// ActivityEntry is one line of the activity: which way, what, by whom, in which commit.
export function ActivityEntry({ entry }: { entry: Activity }) {
  const { data: status } = useGitStatus();
  const [all, setAll] = useState(false);
  const link = commitLink(status?.commitUrl, entry.commit);
  const flow = flows[entry.flow];
  const told = toldOf(entry);
  const { rest } = told;
  const shown = all ? rest : rest.slice(0, few);
  // What comes out of a commit or goes into one keeps the commit's own title.
  const subject = entry.commit && entry.flow !== 'LOCAL' && !isTrouble(entry) ? entry.summary : undefined;
  const commit = entry.commit && <Code>{entry.commit.slice(0, 8)}</Code>;
  return (
    <Group px="md" py={10} gap="sm" align="flex-start" wrap="nowrap">
      <Badge variant="light" color={flow.color} w={96} style={{ flexShrink: 0 }} mt={1} visibleFrom="sm">{flow.label}</Badge>
      <Stack gap={3} style={{ flex: 1, minWidth: 0 }}>
        <Group gap={8} justify="space-between" align="flex-start">
          <Text size="sm" fw={550} c={isTrouble(entry) ? 'var(--mantine-color-error)' : undefined} style={{ overflowWrap: 'anywhere', flex: '1 1 240px' }}>{'one' in told ? <ItemText item={told.one} /> : entry.flow !== 'LOCAL' || !/^\w+\//.test(told.text) ? capital(told.text) : told.text}</Text>
          <Text size="xs" c="dimmed"><When at={entry.at} /></Text>
        </Group>
        {shown.map((item) => <Text key={`${item.ref} ${item.op}`} size="xs" style={{ overflowWrap: 'anywhere' }}><ItemText item={item} /></Text>)}
        {rest.length > shown.length && <UnstyledButton fz="xs" c="var(--mantine-color-anchor)" onClick={() => setAll(true)}>Show {plural(rest.length - shown.length, 'more', 'more')}</UnstyledButton>}
        {all && entry.count > (entry.items ?? []).length && <Text size="xs" c="dimmed">and {entry.count - (entry.items ?? []).length} more</Text>}
        {entry.hint && <Text size="xs" c="dimmed">{sentence(entry.hint)}</Text>}
        <Group gap={8}>
          <Badge variant="light" color={flow.color} size="xs" hiddenFrom="sm">{flow.label}</Badge>
          {entry.author && <Text size="xs" c="dimmed" title={entry.author}>{entry.author.replace(/ <.*>$/, '')}</Text>}
          {commit && (link ? <Anchor href={link} target="_blank" rel="noreferrer" size="xs" aria-label={`Commit ${entry.commit?.slice(0, 8)} at the Git host`}>{commit}</Anchor> : commit)}
          {subject && <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{subject}</Text>}
          {entry.durationMs > 0 && <Text size="xs" c="dimmed">{lasted(entry.durationMs)}</Text>}
        </Group>
      </Stack>
    </Group>
  );
}

// ItemText is a resource, with a link to where it is or is settled, and what happened to it.
function ItemText({ item }: { item: Item }) {
  const { slug: workspace } = useWorkspace();
  const { folder, kind, slug } = refParts(item.ref);
  const page = ['models', 'syncs', 'sources', 'destinations'].includes(folder);
  const word = opWord(item.op);
  const to = word === 'held' ? conflictPath(workspace, { kind, slug }) : pathOf(workspace, folder as Kind, { id: item.resourceId, slug });
  const name = item.name ?? slug;
  if (!page) return <>{capital(folder === 'aliases' ? 'aliases' : slug)} {happened(item)}</>;
  return <>{capital(kind)} {word !== 'removed' ? <Anchor component={Link} to={to} inherit underline="always">{name}</Anchor> : name} {happened(item)}</>;
}
