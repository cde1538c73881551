import { createFileRoute } from '@tanstack/react-router';
import { Connect } from '@/features/git-sync/Connect';
import { connectSearch } from '@/features/git-sync/searches';

export const Route = createFileRoute('/w/$workspace/git/connect')({
  validateSearch: connectSearch,
  component: Page,
});

function Page() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <Connect search={search} onStep={(step, replace) => void navigate({ search: { step }, replace })} onDone={() => void navigate({ to: '/w/$workspace/git' })} />;
}
