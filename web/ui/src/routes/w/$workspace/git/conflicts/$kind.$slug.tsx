import { createFileRoute } from '@tanstack/react-router';
import { ConflictPage } from '@/features/git-sync/ConflictPage';
import { conflictSearch } from '@/features/git-sync/searches';

export const Route = createFileRoute('/w/$workspace/git/conflicts/$kind/$slug')({
  validateSearch: conflictSearch,
  component: Page,
});

function Page() {
  const { kind, slug } = Route.useParams();
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  return <ConflictPage key={`${kind}/${slug}`} kind={kind} slug={slug} search={search} onSearch={(next) => void navigate({ search: next, replace: true, resetScroll: false })} />;
}
