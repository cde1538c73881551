import { createFileRoute } from '@tanstack/react-router';
import { pageSearch } from '@/api/listSearch';
import { ConnectionPage } from '@/features/connections/Connection';

export const Route = createFileRoute('/w/$workspace/destinations/$destination')({
  validateSearch: pageSearch,
  component: Page,
});

function Page() {
  const { destination } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ConnectionPage kind="destinations" name={destination} search={search} onSearch={(next) => void navigate({ search: next, resetScroll: false })} />;
}
