import { createFileRoute } from '@tanstack/react-router';
import { SignIn } from '@/features/settings/SignIn';

export const Route = createFileRoute('/sign-in')({
  validateSearch: (search: Record<string, unknown>): { next?: string } => ({ next: here(search.next) }),
  component: Page,
});

function Page() {
  const { next } = Route.useSearch();
  const navigate = Route.useNavigate();
  return <SignIn onDone={() => void navigate({ href: next ?? '/', replace: true })} />;
}

// here lets a sign-in lead to this server's own pages only.
function here(next: unknown): string | undefined {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined;
}
