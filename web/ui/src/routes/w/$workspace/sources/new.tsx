import { createFileRoute } from '@tanstack/react-router';
import { textOf } from '@/api/listSearch';
import { NewConnection } from '@/features/connections/New';

export const Route = createFileRoute('/w/$workspace/sources/new')({
  validateSearch: (raw: Record<string, unknown>): { type?: string } => ({ type: textOf(raw.type) }),
  component: Page,
});

function Page() {
  const { type } = Route.useSearch();
  return <NewConnection kind="sources" type={type} />;
}
