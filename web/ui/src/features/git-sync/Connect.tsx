import { useQuery } from '@tanstack/react-query';
import { toFault } from '@/api/error';
import { gitSettingsQuery } from '@/api/git';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Wizard } from './connect/Wizard';
import type { ConnectSearch, StepName } from './searches';

// Connect is the page on which a workspace is connected to a branch.
export function Connect({ search, onStep, onDone }: { search: ConnectSearch; onStep: (step: StepName, replace?: boolean) => void; onDone: () => void }) {
  const { slug } = useWorkspace();
  const settings = useQuery(gitSettingsQuery(slug));
  return (
    <Page title="Connect to Git" above={{ label: 'Git Sync', to: `/w/${slug}/git` }}>
      {settings.data ? (
        <Wizard workspace={slug} stored={settings.data.value} step={search.step ?? 'place'} onStep={onStep} onDone={onDone} />
      ) : settings.error ? (
        <ErrorNote error={toFault(settings.error)} onRetry={() => void settings.refetch()} />
      ) : (
        <Loading rows={6} />
      )}
    </Page>
  );
}
