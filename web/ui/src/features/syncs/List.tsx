import { Anchor, Badge, Text } from '@mantine/core';
import { IconPlayerPause, IconRefresh } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { pathOf } from '@/api/address';
import { useChoices } from '@/api/choices';
import { toFault } from '@/api/error';
import { standingWords } from '@/api/standing';
import { useWorkspace } from '@/api/workspaces';
import { Filters, stateOptions } from '@/ui/Filters';
import { ListPage } from '@/ui/ListPage';
import { StateBadge } from '@/ui/StateBadge';
import { When } from '@/ui/When';
import { useSyncs, type Sync, type SyncSearch } from './queries';
import { scheduleTypes, scheduleWords, type Schedule } from './schedule';

const columns: ColumnDef<Sync, unknown>[] = [
  { id: 'slug', header: 'Name', meta: { sort: 'slug', width: 'minmax(0, 2fr)' }, cell: ({ row }) => <Name sync={row.original} /> },
  { id: 'ends', header: 'Model and destination', meta: { wide: true, width: 'minmax(0, 1.6fr)' }, cell: ({ row: { original: s } }) => <Ends sync={s} /> },
  { id: 'schedule', header: 'Schedule', meta: { wide: true, width: 'minmax(0, 1.4fr)' }, cell: ({ row }) => <Runs sync={row.original} /> },
  { id: 'changed', header: 'Changed', meta: { wide: true, sort: 'updatedAt', width: '130px' }, cell: ({ row }) => <When at={row.original.updatedAt} /> },
  { id: 'git', header: 'Git', meta: { width: '112px' }, cell: ({ row: { original: s } }) => <StateBadge state={s.git.state} reason={standingWords(s.git)} /> },
];

function Name({ sync }: { sync: Sync }) {
  const { slug } = useWorkspace();
  return (
    <>
      <Anchor component={Link} to={pathOf(slug, 'syncs', sync)} size="sm" fw={550}>{sync.slug}</Anchor>
      {sync.description && <Text size="xs" c="dimmed" truncate visibleFrom="sm">{sync.description}</Text>}
      <Text size="xs" c="dimmed" truncate hiddenFrom="sm">{sync.disabled ? 'Paused · ' : ''}{scheduleWords(sync.schedule as Schedule)}</Text>
    </>
  );
}

function Ends({ sync }: { sync: Sync }) {
  return <Text size="sm" truncate>{sync.modelName ?? sync.model} <Text span c="dimmed" aria-label="to">→</Text> {sync.destinationName ?? sync.destination}</Text>;
}

function Runs({ sync }: { sync: Sync }) {
  const words = scheduleWords(sync.schedule as Schedule);
  if (!sync.disabled) return <Text size="sm" truncate title={words}>{words}</Text>;
  return <Badge variant="light" color="gray" tt="none" fw={550} title={words} leftSection={<IconPlayerPause size={12} aria-hidden />}>Paused</Badge>;
}

interface Props {
  search: SyncSearch;
  onSearch: (next: SyncSearch) => void;
}

// idOf is the id of what a filter names. What is not there has no syncs: 0 would mean any.
const idOf = (chosen: string | undefined, found: { value: string; id: number }[] | undefined) => (chosen === undefined ? undefined : found?.find((c) => c.value === chosen)?.id ?? -1);

// SyncList is all syncs of the workspace.
export function SyncList({ search, onSearch }: Props) {
  const { slug } = useWorkspace();
  const navigate = useNavigate();
  const [model, setModel] = useState('');
  const [destination, setDestination] = useState('');
  const models = useChoices('models', model);
  const destinations = useChoices('destinations', destination);
  const modelId = idOf(search.model, useChoices('models', search.model ?? '').data);
  const destinationId = idOf(search.destination, useChoices('destinations', search.destination ?? '').data);
  const syncs = useSyncs(slug, search, modelId, destinationId);
  const clear = () => onSearch({ by: search.by, desc: search.desc });
  const set = (part: Partial<SyncSearch>) => onSearch({ ...search, ...part });
  return (
    <ListPage
      title="Syncs"
      noun={['sync', 'syncs']}
      icon={<IconRefresh />}
      about="A sync delivers the rows of a model to a destination, when they change."
      create={{ label: 'New sync', to: `/w/${slug}/syncs/new` }}
      filters={
        <Filters
          search={{ label: 'Search syncs', value: search.search ?? '', onChange: (text) => set({ search: text || undefined }) }}
          filters={[
            { label: 'Git state', value: search.state, options: stateOptions, onChange: (state) => set({ state }) },
            { label: 'Model', value: search.model, options: models.data ?? [], onSearch: setModel, onChange: (m) => set({ model: m }) },
            { label: 'Destination', value: search.destination, options: destinations.data ?? [], onSearch: setDestination, onChange: (d) => set({ destination: d }) },
            { label: 'Paused', value: search.paused, options: [{ value: 'no', label: 'Active' }, { value: 'yes', label: 'Paused' }], onChange: (paused) => set({ paused }) },
            { label: 'Schedule', value: search.schedule, options: scheduleTypes, onChange: (schedule) => set({ schedule }) },
          ]}
          onClear={clear}
        />
      }
      filtered={Boolean(search.search || search.state || search.model || search.destination || search.paused || search.schedule)}
      onClear={clear}
      list={syncs}
      error={syncs.error && toFault(syncs.error)}
      columns={columns}
      onOpen={(s) => void navigate({ to: pathOf(slug, 'syncs', s) })}
      order={{ by: search.by ?? 'slug', desc: search.desc ?? false }}
      onOrder={(o) => set({ by: o.by, desc: o.desc || undefined })}
    />
  );
}
