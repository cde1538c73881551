import { createFileRoute } from '@tanstack/react-router';
import { activitySearch } from '@/features/git-sync/activitySearch';
import { GitOverview } from '@/features/git-sync/Overview';

export const Route = createFileRoute('/w/$workspace/git/')({
  validateSearch: activitySearch,
  component: Page,
});

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <GitOverview search={search} onSearch={(next) => void navigate({ search: next, replace: true, resetScroll: false })} />;
}
