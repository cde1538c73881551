import { createFileRoute } from '@tanstack/react-router';
import { textOf } from '@/api/listSearch';
import { NewSync, type NewSyncSearch } from '@/features/syncs/New';

export const Route = createFileRoute('/w/$workspace/syncs/new')({
  validateSearch: (raw: Record<string, unknown>): NewSyncSearch => ({ from: textOf(raw.from), model: textOf(raw.model), destination: textOf(raw.destination) }),
  component: Page,
});

function Page() {
  return <NewSync {...Route.useSearch()} />;
}
