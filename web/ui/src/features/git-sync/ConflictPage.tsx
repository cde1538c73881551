import { Badge, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { notifications } from '@mantine/notifications';
import { pathOf } from '@/api/address';
import { toFault } from '@/api/error';
import { conflictQuery } from '@/api/git';
import type { Kind } from '@/api/keys';
import { useWorkspace } from '@/api/workspaces';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { capital } from '@/ui/sentence';
import { Surface } from '@/ui/Surface';
import { When } from '@/ui/When';
import { HeldFile } from './HeldFile';
import { Resolver } from './Resolver';
import type { ConflictSearch } from './searches';
import { reasons } from './words';

interface Props {
  kind: string; // the folder: models, syncs, …
  slug: string;
  search: ConflictSearch;
  onSearch: (next: ConflictSearch) => void;
}

// ConflictPage settles one resource that is held, for whatever reason.
export function ConflictPage({ kind, slug, search, onSearch }: Props) {
  const workspace = useWorkspace().slug;
  const navigate = useNavigate();
  const held = useQuery({ ...conflictQuery(workspace, kind, slug), placeholderData: undefined });
  const above = { label: 'Git Sync', to: `/w/${workspace}/git` };
  const fault = held.error ? toFault(held.error) : null;
  const c = held.data;
  const name = c?.name ?? slug;
  const done = () => {
    notifications.show({ message: `${name} is settled. Both sides get it within seconds.`, color: 'step' });
    void navigate({ to: above.to });
  };
  if (fault?.status === 404) return <Settled kind={kind} slug={slug} above={above} />;
  return (
    <Page
      title={name}
      above={above}
      badge={c && <Badge variant="light" tt="none" color={c.reason === 'conflict' ? 'red' : 'yellow'}>{reasons[c.reason]?.title ?? 'Held'}</Badge>}
      intro={c && <Text size="sm" c="dimmed">{capital(c.kind)} · <Code>{c.path}</Code> · held <When at={c.since} /></Text>}
    >
      {fault && !c ? (
        <ErrorNote error={fault} onRetry={() => void held.refetch()} />
      ) : !c ? (
        <Loading rows={8} />
      ) : c.reason === 'conflict' ? (
        <Stack gap="md">
          <Text size="sm">{reasons.conflict?.means}</Text>
          <Resolver held={c} search={search} onSearch={onSearch} onDone={done} />
        </Stack>
      ) : (
        <HeldFile held={c} way={search.way} onWay={(way) => onSearch({ ...search, way })} onDone={done} />
      )}
    </Page>
  );
}

function Settled({ kind, slug, above }: { kind: string; slug: string; above: { label: string; to: string } }) {
  const workspace = useWorkspace().slug;
  return (
    <Page title={slug} above={above}>
      <Surface>
        <EmptyState
          icon={<IconCheck />}
          title="Nothing to settle here"
          action={
            <Group gap="xs" justify="center">
              <Button component={Link} to={above.to}>Back to Git Sync</Button>
              {kind !== 'aliases' && <Button variant="default" component={Link} to={pathOf(workspace, kind as Kind, { slug })}>Open {slug}</Button>}
            </Group>
          }
        >
          It is not held any more: somebody settled it, or a commit or an edit made the difference go away.
        </EmptyState>
      </Surface>
    </Page>
  );
}
