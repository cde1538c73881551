import { createFileRoute } from '@tanstack/react-router';
import { pageSearch } from '@/api/listSearch';
import { SyncPage } from '@/features/syncs/Sync';

export const Route = createFileRoute('/w/$workspace/syncs/$sync')({
  validateSearch: pageSearch,
  component: Page,
});

function Page() {
  const { sync } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <SyncPage name={sync} search={search} onSearch={(next) => void navigate({ search: next, resetScroll: false })} />;
}
