import { createFileRoute } from '@tanstack/react-router';
import { pageSearch } from '@/api/listSearch';
import { ModelPage } from '@/features/models/Model';

export const Route = createFileRoute('/w/$workspace/models/$model')({
  validateSearch: pageSearch,
  component: Page,
});

function Page() {
  const { model } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ModelPage name={model} search={search} onSearch={(next) => void navigate({ search: next, resetScroll: false })} />;
}
