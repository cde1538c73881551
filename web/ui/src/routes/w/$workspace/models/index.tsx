import { createFileRoute } from '@tanstack/react-router';
import { ModelList } from '@/features/models/List';
import { listSearchWith } from '@/api/listSearch';

export const Route = createFileRoute('/w/$workspace/models/')({
  validateSearch: listSearchWith('source', 'queryType'),
  component: Page,
});

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ModelList search={search} onSearch={(next) => void navigate({ search: next, replace: true })} />;
}
