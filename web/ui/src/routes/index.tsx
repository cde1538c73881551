import { createFileRoute, redirect } from '@tanstack/react-router';
import { workspacesQuery } from '@/api/workspaces';
import { requireSession } from './-shell/session';
import { lastWorkspace } from './-shell/last';

// The start leads to the workspace that was seen last.
export const Route = createFileRoute('/')({
  beforeLoad: async ({ context, location }) => {
    await requireSession(context.cache, location.href);
    const { data } = await context.cache.ensureQueryData(workspacesQuery);
    const slug = data.find((w) => w.slug === lastWorkspace())?.slug ?? data[0]?.slug;
    throw slug ? redirect({ to: '/w/$workspace', params: { workspace: slug } }) : redirect({ href: '/welcome' });
  },
});
