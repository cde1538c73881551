import { createFileRoute, redirect } from '@tanstack/react-router';
import { workspacesQuery } from '@/api/workspaces';
import { FirstWorkspace } from '@/features/settings/FirstWorkspace';
import { lastWorkspace } from './-shell/last';
import { requireSession } from './-shell/session';

// The welcome begins in a workspace; where there is none it makes the first.
export const Route = createFileRoute('/welcome')({
  beforeLoad: async ({ context, location }) => {
    await requireSession(context.cache, location.href);
    const { data } = await context.cache.ensureQueryData(workspacesQuery);
    const workspace = data.find((w) => w.slug === lastWorkspace())?.slug ?? data[0]?.slug;
    if (workspace) throw redirect({ to: '/w/$workspace/welcome', params: { workspace }, replace: true });
  },
  component: Page,
});

function Page() {
  const navigate = Route.useNavigate();
  return <FirstWorkspace onDone={(workspace) => void navigate({ to: '/w/$workspace/welcome', params: { workspace }, replace: true })} />;
}
