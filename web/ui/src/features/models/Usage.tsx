import { Anchor, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { Link, useNavigate } from '@tanstack/react-router';
import { pathOf } from '@/api/address';
import { toFault } from '@/api/error';
import { standingWords } from '@/api/standing';
import { useWorkspace } from '@/api/workspaces';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { StateBadge } from '@/ui/StateBadge';
import { VirtualTable } from '@/ui/VirtualTable';
import { useUsage, type Model, type Sync } from './queries';

const columns: ColumnDef<Sync, unknown>[] = [
  { id: 'slug', header: 'Sync', meta: { width: 'minmax(0, 2fr)' }, cell: ({ row }) => <SyncLink sync={row.original} /> },
  { id: 'destination', header: 'Destination', meta: { width: 'minmax(0, 1fr)' }, cell: ({ row: { original: s } }) => s.destinationName ?? s.destination },
  { id: 'state', header: 'Schedule', meta: { wide: true, width: '100px' }, cell: ({ row: { original: s } }) => <Text size="sm">{s.disabled ? 'Paused' : s.schedule?.type === 'manual' || !s.schedule ? 'Manual' : 'Active'}</Text> },
  { id: 'git', header: 'Git', meta: { wide: true, width: '120px' }, cell: ({ row: { original: s } }) => <StateBadge state={s.git.state} reason={standingWords(s.git)} /> },
];

function SyncLink({ sync }: { sync: Sync }) {
  const { slug } = useWorkspace();
  return <Anchor component={Link} to={pathOf(slug, 'syncs', sync)} size="sm" fw={550}>{sync.slug}</Anchor>;
}

// Usage lists the syncs that deliver a model's rows.
export function Usage({ model }: { model: Model }) {
  const { slug } = useWorkspace();
  const navigate = useNavigate();
  const usage = useUsage(slug, model.id);
  if (usage.error) return <ErrorNote error={toFault(usage.error)} onRetry={() => void usage.refetch()} />;
  if (usage.isPending) return <Loading />;
  if (usage.total === 0) return <EmptyState icon={<IconRefresh />} title="No sync uses this model">A sync delivers its rows to a destination.</EmptyState>;
  return <VirtualTable label={`Syncs that use ${model.name}`} columns={columns} total={usage.total} rowAt={usage.rowAt} onRange={usage.onRange} onOpen={(s) => void navigate({ to: pathOf(slug, 'syncs', s) })} />;
}
