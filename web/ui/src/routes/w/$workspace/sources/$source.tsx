import { createFileRoute } from '@tanstack/react-router';
import { pageSearch } from '@/api/listSearch';
import { ConnectionPage } from '@/features/connections/Connection';

export const Route = createFileRoute('/w/$workspace/sources/$source')({
  validateSearch: pageSearch,
  component: Page,
});

function Page() {
  const { source } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ConnectionPage kind="sources" name={source} search={search} onSearch={(next) => void navigate({ search: next, resetScroll: false })} />;
}
