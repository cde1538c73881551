import { Anchor, Text } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
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
import { queryTypeName, queryTypes } from './form';
import { useModels, type Model, type ModelSearch } from './queries';

const columns: ColumnDef<Model, unknown>[] = [
  { id: 'name', header: 'Name', meta: { sort: 'name', width: 'minmax(0, 2fr)' }, cell: ({ row: { original: m } }) => <Name model={m} /> },
  { id: 'source', header: 'Source', meta: { wide: true, width: 'minmax(0, 1fr)' }, cell: ({ row: { original: m } }) => m.sourceName ?? m.source },
  { id: 'type', header: 'Query', meta: { wide: true, width: '80px' }, cell: ({ row }) => queryTypeName(row.original.queryType) },
  { id: 'syncs', header: 'Syncs', meta: { wide: true, width: '60px' }, cell: ({ row }) => row.original.syncs.length },
  { id: 'changed', header: 'Changed', meta: { wide: true, sort: 'updatedAt', width: '140px' }, cell: ({ row }) => <When at={row.original.updatedAt} /> },
  { id: 'git', header: 'Git', meta: { width: '120px' }, cell: ({ row: { original: m } }) => <StateBadge state={m.git.state} reason={standingWords(m.git)} /> },
];

function Name({ model }: { model: Model }) {
  const { slug } = useWorkspace();
  return (
    <>
      <Anchor component={Link} to={pathOf(slug, 'models', model)} size="sm" fw={550}>{model.name}</Anchor>
      <Text size="xs" c="dimmed" truncate>{model.slug}</Text>
    </>
  );
}

interface Props {
  search: ModelSearch;
  onSearch: (next: ModelSearch) => void;
}

// ModelList is all models of the workspace.
export function ModelList({ search, onSearch }: Props) {
  const { slug } = useWorkspace();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const sources = useChoices('sources', typed);
  const chosen = useChoices('sources', search.source ?? '');
  // A source that is not there has no models: 0 would mean any.
  const sourceId = search.source === undefined ? undefined : chosen.data?.find((s) => s.value === search.source)?.id ?? -1;
  const models = useModels(slug, search, sourceId);
  const clear = () => onSearch({ by: search.by, desc: search.desc });
  return (
    <ListPage
      title="Models"
      noun={['model', 'models']}
      icon={<IconTable />}
      about="A model is a query whose rows syncs deliver: people, accounts, orders. It reads from a source."
      create={{ label: 'New model', to: `/w/${slug}/models/new` }}
      filters={
        <Filters
          search={{ label: 'Search models', value: search.search ?? '', onChange: (text) => onSearch({ ...search, search: text || undefined }) }}
          filters={[
            { label: 'Git state', value: search.state, options: stateOptions, onChange: (state) => onSearch({ ...search, state }) },
            { label: 'Source', value: search.source, options: sources.data ?? [], onSearch: setTyped, onChange: (source) => onSearch({ ...search, source }) },
            { label: 'Query type', value: search.queryType, options: queryTypes, onChange: (queryType) => onSearch({ ...search, queryType }) },
          ]}
          onClear={clear}
        />
      }
      filtered={Boolean(search.search || search.state || search.source || search.queryType)}
      onClear={clear}
      list={{ ...models, isPending: models.isPending || (search.source !== undefined && chosen.isPending) }}
      error={models.error && toFault(models.error)}
      columns={columns}
      onOpen={(m) => void navigate({ to: pathOf(slug, 'models', m) })}
      order={{ by: search.by ?? 'name', desc: search.desc ?? false }}
      onOrder={(o) => onSearch({ ...search, by: o.by, desc: o.desc || undefined })}
    />
  );
}
