import { createFileRoute } from '@tanstack/react-router';
import { listSearchWith } from '@/api/listSearch';
import { SyncList } from '@/features/syncs/List';

export const Route = createFileRoute('/w/$workspace/syncs/')({
  validateSearch: listSearchWith('model', 'destination', 'paused', 'schedule'),
  component: Page,
});

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <SyncList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
