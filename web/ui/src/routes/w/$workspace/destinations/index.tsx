import { createFileRoute } from '@tanstack/react-router';
import { listSearchWith } from '@/api/listSearch';
import { ConnectionList } from '@/features/connections/List';

export const Route = createFileRoute('/w/$workspace/destinations/')({
  validateSearch: listSearchWith('type'),
  component: Page,
});

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ConnectionList kind="destinations" search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
