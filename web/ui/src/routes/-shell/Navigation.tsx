import { Badge, NativeSelect, NavLink, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useGitStatus } from '@/api/git';
import { useWorkspace, workspacesQuery } from '@/api/workspaces';
import { places } from './places';

// Navigation chooses the workspace and the page in it.
export function Navigation({ onGo }: { onGo: () => void }) {
  const { slug } = useWorkspace();
  const { data: workspaces } = useQuery(workspacesQuery);
  const { data: status } = useGitStatus();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const waits = status ? status.held + (status.halt ? 1 : 0) : 0;
  return (
    <Stack gap={4}>
      <NativeSelect
        aria-label="Workspace"
        mb="sm"
        data={(workspaces?.data ?? []).map((w) => ({ value: w.slug, label: w.name }))}
        value={slug}
        onChange={(e) => void navigate({ to: '/w/$workspace', params: { workspace: e.currentTarget.value } })}
      />
      {places.map((p) => {
        const to = `/w/${slug}${p.path}`;
        const active = p.path === '' ? pathname === to || pathname === `${to}/` : pathname.startsWith(to);
        return (
          <NavLink
            key={p.path}
            component={Link}
            to={to}
            label={p.label}
            leftSection={p.icon}
            active={active}
            activeOptions={{ exact: p.path === '' }}
            aria-current={active ? 'page' : undefined}
            onClick={onGo}
            rightSection={p.path === '/git' && waits > 0 ? <Badge size="sm" color="orange" variant="light" aria-label={`${waits} to look at`}>{waits}</Badge> : undefined}
            style={{ borderRadius: 'var(--mantine-radius-md)' }}
          />
        );
      })}
    </Stack>
  );
}
