import { Anchor } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { pathOf } from '@/api/address';
import { toFault } from '@/api/error';
import { standingWords } from '@/api/standing';
import { useWorkspace } from '@/api/workspaces';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { capital } from '@/ui/sentence';
import { StateBadge } from '@/ui/StateBadge';
import { VirtualTable } from '@/ui/VirtualTable';
import { useUsers, type Connection, type ConnectionKind, type User } from './queries';
import { words } from './words';

// Usage lists the models on a source, or the syncs to a destination.
export function Usage({ kind, of }: { kind: ConnectionKind; of: Connection }) {
  const { slug } = useWorkspace();
  const navigate = useNavigate();
  const users = useUsers(slug, kind, of.id);
  const { users: [one, many], usersFolder, one: what } = words[kind];
  const columns = useMemo<ColumnDef<User, unknown>[]>(
    () => [
      { id: 'name', header: capital(one), meta: { width: 'minmax(0, 2fr)' }, cell: ({ row }) => <Anchor component={Link} to={pathOf(slug, usersFolder, row.original)} size="sm" fw={550}>{row.original.name}</Anchor> },
      { id: 'git', header: 'Git', meta: { width: '120px' }, cell: ({ row }) => <StateBadge state={row.original.git.state} reason={standingWords(row.original.git)} /> },
    ],
    [one, slug, usersFolder],
  );
  if (users.error) return <ErrorNote error={toFault(users.error)} onRetry={() => void users.refetch()} />;
  if (users.isPending) return <Loading />;
  if (users.total === 0) return <EmptyState icon={<IconPlugConnected />} title={`No ${one} uses this ${what}`} />;
  return <VirtualTable label={`${many} that use ${of.name}`} columns={columns} total={users.total} rowAt={users.rowAt} onRange={users.onRange} onOpen={(u) => void navigate({ to: pathOf(slug, usersFolder, u) })} />;
}
