import { createFileRoute } from '@tanstack/react-router';
import { tabSearch } from '@/features/git-sync/searches';
import { Settings } from '@/features/git-sync/settings/Settings';

export const Route = createFileRoute('/w/$workspace/git/settings')({
  validateSearch: tabSearch,
  component: Page,
});

function Page() {
  const { tab } = Route.useSearch();
  const navigate = Route.useNavigate();
  return <Settings tab={tab ?? 'connection'} onTab={(next) => void navigate({ search: { tab: next }, replace: true })} />;
}
