import { toFault } from '@/api/error';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Counts } from './Counts';
import { GitCard } from './GitCard';
import { Recent } from './Recent';
import { Waiting } from './Waiting';
import { WelcomeOffer } from './WelcomeOffer';
import { useOverview } from './queries';

// Overview shows at a glance how the workspace stands, and what waits for a person.
export function Overview() {
  const { name } = useWorkspace();
  const overview = useOverview();
  return (
    <Page title={name}>
      <Waiting />
      <GitCard states={overview.data?.states} />
      {overview.data && <WelcomeOffer counts={overview.data.counts} />}
      {overview.error ? (
        <ErrorNote error={toFault(overview.error)} onRetry={() => void overview.refetch()} />
      ) : overview.data ? (
        <>
          <Counts of={overview.data} />
          <Recent of={overview.data.recent} />
        </>
      ) : (
        <Loading rows={6} />
      )}
    </Page>
  );
}
