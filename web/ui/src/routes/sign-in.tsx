import { createFileRoute } from '@tanstack/react-router';
import { SignIn } from '@/features/settings/SignIn';

interface Search {
  next?: string; // where to go on
  ended?: boolean; // a session was over in the middle of something
}

export const Route = createFileRoute('/sign-in')({
  validateSearch: (search: Record<string, unknown>): Search => ({ next: here(search.next), ended: search.ended === true || undefined }),
  component: Page,
});

function Page() {
  const { next, ended } = Route.useSearch();
  const navigate = Route.useNavigate();
  return <SignIn ended={ended ?? false} onDone={() => void navigate({ href: next ?? '/', replace: true })} />;
}

// here lets a sign-in lead to this server's own pages only.
function here(next: unknown): string | undefined {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : undefined;
}
