import { createFileRoute } from '@tanstack/react-router';
import { textOf } from '@/api/listSearch';
import { NewModel } from '@/features/models/New';

export const Route = createFileRoute('/w/$workspace/models/new')({
  validateSearch: (raw: Record<string, unknown>): { from?: string } => ({ from: textOf(raw.from) }),
  component: Page,
});

function Page() {
  const { from } = Route.useSearch();
  return <NewModel from={from} />;
}
