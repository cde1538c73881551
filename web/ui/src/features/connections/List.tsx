import { Anchor, Group, Text } from '@mantine/core';
import { IconDatabase, IconSend } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { Link, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { pathOf } from '@/api/address';
import { toFault } from '@/api/error';
import { standingWords } from '@/api/standing';
import { useWorkspace } from '@/api/workspaces';
import { Filters, stateOptions } from '@/ui/Filters';
import { ListPage } from '@/ui/ListPage';
import { StateBadge } from '@/ui/StateBadge';
import { When } from '@/ui/When';
import { Icon } from './Icon';
import { useConnections, useConnectors, type Connection, type ConnectionKind, type ConnectionSearch } from './queries';
import { words } from './words';

function columnsOf(kind: ConnectionKind, aliases: boolean): ColumnDef<Connection, unknown>[] {
  const columns: ColumnDef<Connection, unknown>[] = [
    { id: 'name', header: 'Name', meta: { sort: 'name', width: 'minmax(0, 2fr)' }, cell: ({ row }) => <Name kind={kind} of={row.original} /> },
    { id: 'type', header: 'Type', meta: { wide: true, width: 'minmax(0, 1fr)' }, cell: ({ row }) => <Type of={row.original.type} /> },
  ];
  if (aliases) columns.push({ id: 'aliases', header: 'Aliases', meta: { wide: true, width: 'minmax(0, 1fr)' }, cell: ({ row }) => <Text size="sm" c="dimmed" truncate>{row.original.aliases.join(', ')}</Text> });
  if (kind === 'destinations') columns.push({ id: 'syncs', header: 'Syncs', meta: { wide: true, width: '60px' }, cell: ({ row }) => row.original.syncs?.length ?? 0 });
  columns.push(
    { id: 'changed', header: 'Changed', meta: { wide: true, sort: 'updatedAt', width: '140px' }, cell: ({ row }) => <When at={row.original.updatedAt} /> },
    { id: 'git', header: 'Git', meta: { width: '120px' }, cell: ({ row }) => <StateBadge state={row.original.git.state} reason={standingWords(row.original.git)} /> },
  );
  return columns;
}

function Name({ kind, of }: { kind: ConnectionKind; of: Connection }) {
  const { slug } = useWorkspace();
  return (
    <>
      <Anchor component={Link} to={pathOf(slug, kind, of)} size="sm" fw={550}>{of.name}</Anchor>
      <Text size="xs" c="dimmed" truncate>{of.slug}</Text>
    </>
  );
}

function Type({ of }: { of: string }) {
  const { data } = useConnectors();
  const connector = data?.data.find((c) => c.type === of || c.aliases.includes(of));
  return (
    <Group gap={8} wrap="nowrap">
      <Icon name={connector?.icon ?? ''} />
      <Text size="sm" truncate>{connector?.title ?? of}</Text>
    </Group>
  );
}

const most = 1000; // rows that are looked through for aliases

interface Props {
  kind: ConnectionKind;
  search: ConnectionSearch;
  onSearch: (next: ConnectionSearch) => void;
}

// ConnectionList is all sources or all destinations of the workspace.
export function ConnectionList({ kind, search, onSearch }: Props) {
  const { slug } = useWorkspace();
  const navigate = useNavigate();
  const w = words[kind];
  const list = useConnections(slug, kind, search);
  const connectors = useConnectors();
  const aliases = Array.from({ length: Math.min(list.total, most) }, (_, i) => list.rowAt(i)).some((c) => c && c.aliases.length > 0);
  const columns = useMemo(() => columnsOf(kind, aliases), [kind, aliases]);
  const types = (connectors.data?.data ?? []).filter((c) => c.roles.includes(w.role)).map((c) => ({ value: c.type, label: c.title }));
  const clear = () => onSearch({ by: search.by, desc: search.desc });
  return (
    <ListPage
      title={w.title}
      noun={[w.one, w.many]}
      icon={kind === 'sources' ? <IconDatabase /> : <IconSend />}
      about={w.about}
      create={{ label: `New ${w.one}`, to: `/w/${slug}/${kind}/new` }}
      filters={
        <Filters
          search={{ label: `Search ${w.many}`, value: search.search ?? '', onChange: (text) => onSearch({ ...search, search: text || undefined }) }}
          filters={[
            { label: 'Git state', value: search.state, options: stateOptions, onChange: (state) => onSearch({ ...search, state }) },
            { label: 'Type', value: search.type, options: types, onChange: (type) => onSearch({ ...search, type }) },
          ]}
          onClear={clear}
        />
      }
      filtered={Boolean(search.search || search.state || search.type)}
      onClear={clear}
      list={list}
      error={list.error && toFault(list.error)}
      columns={columns}
      onOpen={(c) => void navigate({ to: pathOf(slug, kind, c) })}
      order={{ by: search.by ?? 'name', desc: search.desc ?? false }}
      onOrder={(o) => onSearch({ ...search, by: o.by, desc: o.desc || undefined })}
    />
  );
}
