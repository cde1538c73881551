import { Button, Stack, Text } from '@mantine/core';
import { IconFilterOff, IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ColumnDef } from '@tanstack/react-table';
import type { ReactNode } from 'react';
import { EmptyState } from './EmptyState';
import { ErrorNote, type Trouble } from './ErrorNote';
import { Loading } from './Loading';
import { Page } from './Page';
import { VirtualTable, type Order } from './VirtualTable';

interface Props<T> {
  title: string;
  noun: [one: string, many: string]; // "model", "models"
  icon: ReactNode;
  about: string; // a sentence for who has none yet
  create: { label: string; to: string };
  filters: ReactNode;
  filtered: boolean; // something is looked for or filtered by
  onClear: () => void;
  list: { total: number; rowAt: (i: number) => T | undefined; onRange: (from: number, to: number) => void; isPending: boolean; refetch: () => unknown };
  error: Trouble | null;
  columns: ColumnDef<T, unknown>[];
  onOpen: (row: T) => void;
  order: Order;
  onOrder: (order: Order) => void;
}

// ListPage is the page of all resources of a kind, in each of its states: nothing yet, nothing
// that matches, on its way, failed, and full.
export function ListPage<T extends { id: number }>(p: Props<T>) {
  const create = <Button component={Link} to={p.create.to} leftSection={<IconPlus size={16} aria-hidden />}>{p.create.label}</Button>;
  const nothing = !p.error && !p.list.isPending && p.list.total === 0;
  return (
    <Page title={p.title} wide actions={nothing && !p.filtered ? undefined : create}>
      <Stack gap="sm">
        {!(nothing && !p.filtered) && p.filters}
        {p.error ? (
          <ErrorNote error={p.error} onRetry={() => void p.list.refetch()} />
        ) : p.list.isPending ? (
          <Loading rows={8} />
        ) : nothing && p.filtered ? (
          <EmptyState icon={<IconFilterOff />} title={`No ${p.noun[0]} matches`} action={<Button variant="light" onClick={p.onClear}>Show all</Button>}>
            Look for something else, or take a filter away.
          </EmptyState>
        ) : nothing ? (
          <EmptyState icon={p.icon} title={`No ${p.noun[1]} yet`} action={create}>{p.about}</EmptyState>
        ) : (
          <>
            <VirtualTable label={p.title} columns={p.columns} total={p.list.total} rowAt={p.list.rowAt} onRange={p.list.onRange} onOpen={p.onOpen} order={p.order} onOrder={p.onOrder} />
            <Text size="sm" c="dimmed" role="status">{p.list.total.toLocaleString('en')} {p.list.total === 1 ? p.noun[0] : p.noun[1]}</Text>
          </>
        )}
      </Stack>
    </Page>
  );
}
