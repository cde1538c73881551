import { Button, Stack, Title } from '@mantine/core';
import { IconGitMerge } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { toFault } from '@/api/error';
import { planQuery, useGitStatus, type GitStatus } from '@/api/git';
import { useWorkspace } from '@/api/workspaces';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Surface } from '@/ui/Surface';
import { Actions } from './Actions';
import { ActivityList } from './ActivityList';
import type { ActivitySearch } from './activitySearch';
import { Attention } from './Attention';
import { PlanView } from './PlanView';
import { StatusCard } from './StatusCard';

interface Props {
  search: ActivitySearch;
  onSearch: (next: ActivitySearch) => void;
}

// GitOverview is the page of Git Sync: what is true, what waits for a person, what happened.
export function GitOverview(props: Props) {
  const status = useGitStatus();
  return (
    <Page title="Git Sync">
      {status.error ? (
        <ErrorNote error={toFault(status.error)} onRetry={() => void status.refetch()} />
      ) : status.isPending ? (
        <Loading rows={8} />
      ) : status.data.phase === 'disconnected' ? (
        <NotConnected />
      ) : (
        <Connected status={status.data} {...props} />
      )}
    </Page>
  );
}

function NotConnected() {
  const { slug } = useWorkspace();
  return (
    <Surface>
      <EmptyState icon={<IconGitMerge />} title="Not connected to Git" action={<Button component={Link} to={`/w/${slug}/git/connect`}>Connect</Button>}>
        Keep this workspace and a Git branch the same. A change here becomes a commit within seconds, and a commit that somebody pushes is live here within seconds. You see what will happen before anything is done.
      </EmptyState>
    </Surface>
  );
}

function Connected({ status, search, onSearch }: Props & { status: GitStatus }) {
  return (
    <Stack gap="lg">
      <Attention status={status} />
      <StatusCard status={status} actions={<Actions status={status} />} />
      {(status.pending > 0 || status.phase === 'paused') && !status.halt && <Pending />}
      <ActivityList search={search} onSearch={onSearch} />
    </Stack>
  );
}

// Pending is what the next cycle would do, as far as the remote can be asked.
function Pending() {
  const { slug } = useWorkspace();
  const plan = useQuery(planQuery(slug));
  const items = plan.data?.items?.filter((i) => !i.hold) ?? [];
  if (plan.isPending) return <Loading rows={2} />;
  if (plan.error || items.length === 0) return null; // the status says what is wrong
  return (
    <Stack gap="xs" component="section" aria-label="On its way">
      <Title order={2} size="h4">On its way</Title>
      <Surface><PlanView plan={{ ...plan.data, items, held: 0 }} label="What the next cycle does" /></Surface>
    </Stack>
  );
}
