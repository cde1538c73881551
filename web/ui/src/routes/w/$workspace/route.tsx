import { useQuery } from '@tanstack/react-query';
import { createFileRoute, notFound, Outlet } from '@tanstack/react-router';
import { useEffect } from 'react';
import { gitStatusQuery } from '@/api/git';
import { WorkspaceContext, workspacesQuery } from '@/api/workspaces';
import { rememberWorkspace } from '../../-shell/last';
import { requireSession } from '../../-shell/session';
import { Shell } from '../../-shell/Shell';

export const Route = createFileRoute('/w/$workspace')({
  beforeLoad: async ({ context, params, location }) => {
    await requireSession(context.cache, location.href);
    void context.cache.prefetchQuery(gitStatusQuery(params.workspace));
    const { data } = await context.cache.ensureQueryData(workspacesQuery);
    const workspace = data.find((w) => w.slug === params.workspace);
    if (!workspace) throw notFound();
    return { workspace };
  },
  component: Layout,
});

function Layout() {
  const { workspace: before } = Route.useRouteContext();
  const { data: workspaces } = useQuery(workspacesQuery);
  const workspace = workspaces?.data.find((w) => w.id === before.id) ?? before; // somebody may rename it meanwhile
  useEffect(() => rememberWorkspace(workspace.slug), [workspace.slug]);
  return (
    <WorkspaceContext value={workspace}>
      <Shell key={workspace.slug}>
        <Outlet />
      </Shell>
    </WorkspaceContext>
  );
}
