import { Anchor, Stack, Text } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import type { ColumnDef } from '@tanstack/react-table';
import { Link, useNavigate } from '@tanstack/react-router';
import { toFault } from '@/api/error';
import type { ListSearch } from '@/api/listSearch';
import { useWorkspace } from '@/api/workspaces';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { SearchField } from '@/ui/SearchField';
import { StateBadge } from '@/ui/StateBadge';
import { VirtualTable } from '@/ui/VirtualTable';
import { When } from '@/ui/When';
import { useModels, type Model } from './queries';

const columns: ColumnDef<Model, unknown>[] = [
  { id: 'name', header: 'Name', meta: { sort: 'name', width: 'minmax(0, 2fr)' }, cell: ({ row: { original: m } }) => <Name model={m} /> },
  { id: 'source', header: 'Source', meta: { wide: true }, cell: ({ row }) => row.original.source },
  { id: 'syncs', header: 'Syncs', meta: { wide: true, width: '70px' }, cell: ({ row }) => row.original.syncs?.length ?? 0 },
  { id: 'changed', header: 'Changed', meta: { wide: true, sort: 'updatedAt', width: '150px' }, cell: ({ row }) => <When at={row.original.updatedAt} /> },
  { id: 'git', header: 'Git', meta: { width: '120px' }, cell: ({ row: { original: m } }) => <StateBadge state={m.git.state} reason={m.git.reason} /> },
];

function Name({ model }: { model: Model }) {
  const { slug } = useWorkspace();
  return <Anchor component={Link} to={`/w/${slug}/models/${model.slug}`} size="sm" fw={550}>{model.name}</Anchor>;
}

interface Props {
  search: ListSearch;
  onSearch: (next: ListSearch) => void;
}

// ModelList is all models of the workspace.
export function ModelList({ search, onSearch }: Props) {
  const { slug } = useWorkspace();
  const navigate = useNavigate();
  const models = useModels(slug, search);
  return (
    <Page title="Models" wide>
      <Stack gap="sm">
        <SearchField value={search.search ?? ''} onChange={(text) => onSearch({ ...search, search: text || undefined })} label="Search models" />
        {models.error ? (
          <ErrorNote error={toFault(models.error)} onRetry={() => void models.refetch()} />
        ) : models.isPending ? (
          <Loading rows={8} />
        ) : models.total === 0 ? (
          <EmptyState icon={<IconTable />} title={search.search ? 'No model matches' : 'No models yet'}>A model is a query whose rows syncs deliver.</EmptyState>
        ) : (
          <>
            <VirtualTable
              label="Models"
              columns={columns}
              total={models.total}
              rowAt={models.rowAt}
              onRange={models.onRange}
              onOpen={(m) => void navigate({ to: `/w/${slug}/models/${m.slug}` })}
              order={{ by: search.by ?? 'name', desc: search.desc ?? false }}
              onOrder={(o) => onSearch({ ...search, by: o.by, desc: o.desc || undefined })}
            />
            <Text size="sm" c="dimmed">{models.total} {models.total === 1 ? 'model' : 'models'}</Text>
          </>
        )}
      </Stack>
    </Page>
  );
}
