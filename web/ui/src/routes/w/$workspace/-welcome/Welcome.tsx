import { Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { toFault } from '@/api/error';
import { useGitStatus } from '@/api/git';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { useOverview } from '../-overview/queries';
import { doneOf, steps } from '../-overview/steps';
import { GitStep } from './GitStep';
import { ModelStep } from './ModelStep';
import { SourceStep } from './SourceStep';

// Welcome leads from nothing to a model that is kept in Git, in three steps. It can be left at
// any time; the overview offers it until it is done.
export function Welcome() {
  const { slug, name } = useWorkspace();
  const overview = useOverview();
  const status = useGitStatus();
  const error = overview.error ?? status.error;
  if (error) return <Page title="Welcome"><ErrorNote error={toFault(error)} onRetry={() => void overview.refetch()} /></Page>;
  if (!overview.data || !status.data) return <Page title="Welcome"><Loading /></Page>;
  const done = steps(overview.data.counts, status.data);
  const all = doneOf(done) === 3;
  return (
    <Page
      title={all ? 'You are set up' : 'Welcome'}
      intro={<Text c="dimmed">{all ? `${name} has a source and a model, and ${status.data.state === 'in_sync' ? 'Git says the same' : 'is connected to Git'}.` : 'Three steps, in any order. Leave at any time; the overview brings you back.'}</Text>}
      actions={<Button component={Link} to={`/w/${slug}`} variant={all ? 'filled' : 'subtle'}>{all ? 'Go to the overview' : 'Later'}</Button>}
    >
      <SourceStep done={done.source} counts={overview.data.counts} />
      <GitStep status={status.data} />
      <ModelStep done={done.model} ready={done.source} count={overview.data.counts.models} />
      {all && <Group><Button component={Link} to={`/w/${slug}/syncs`} variant="light">See the syncs</Button></Group>}
    </Page>
  );
}
