import { Box } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { flexRender, getCoreRowModel, useReactTable, type ColumnDef, type RowData } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { VirtualRow } from './VirtualRow';
import styles from './VirtualTable.module.css';

declare module '@tanstack/react-table' {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface ColumnMeta<TData extends RowData, TValue> {
    width?: string; // of a grid track; 1fr when left out
    wide?: boolean; // not shown on a phone
    sort?: string; // what the server calls the order by this column
  }
}

export interface Order {
  by: string;
  desc: boolean;
}

interface Props<T> {
  label: string;
  columns: ColumnDef<T, unknown>[]; // keep the identity: make them outside of the component, or memoise
  total: number;
  rowAt: (index: number) => T | undefined; // undefined while it is on its way
  onRange: (from: number, to: number) => void; // rows that are to be seen, to is included
  onOpen: (row: T) => void;
  order?: Order;
  onOrder?: (order: Order) => void;
}

const rowHeight = 52;

// VirtualTable shows a list of any length: only the rows in sight are in the page, and only
// they are asked for.
export function VirtualTable<T extends { id: number }>({ label, columns, total, rowAt, onRange, onOpen, order, onOrder }: Props<T>) {
  const scroll = useRef<HTMLDivElement>(null);
  const phone = useMediaQuery('(max-width: 48em)', false);
  const virtual = useVirtualizer({ count: total, getScrollElement: () => scroll.current, estimateSize: () => rowHeight, overscan: 8 });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onRange(first, last), [first, last, onRange]);

  const seen = items.map((item) => ({ item, data: rowAt(item.index) }));
  // The table starts over with each new array, so the same rows must be the same array.
  const now = seen.flatMap((s) => (s.data ? [s.data] : []));
  const [data, setData] = useState(now);
  if (data.length !== now.length || data.some((r, i) => r !== now[i])) setData(now);
  const table = useReactTable({ data, columns, getCoreRowModel: getCoreRowModel(), getRowId: (r) => String(r.id), manualSorting: true });
  const rows = new Map(table.getRowModel().rows.map((r) => [r.original, r]));
  const tracks = useMemo(
    () => columns.filter((c) => !phone || !c.meta?.wide).map((c) => c.meta?.width ?? 'minmax(0, 1fr)').join(' '),
    [columns, phone],
  );

  return (
    <div className={styles.frame} role="table" aria-label={label} aria-rowcount={total + 1}>
      <div className={styles.scroll} ref={scroll}>
        {table.getHeaderGroups().map((group) => (
          <div key={group.id} className={styles.head} role="row" aria-rowindex={1} style={{ gridTemplateColumns: tracks }}>
            {group.headers.map(({ id, column, getContext }) => {
              const by = column.columnDef.meta?.sort;
              const on = by !== undefined && order?.by === by;
              const title = flexRender(column.columnDef.header, getContext());
              return (
                <div key={id} role="columnheader" className={styles.headCell} data-wide={column.columnDef.meta?.wide || undefined} aria-sort={by ? (on ? (order.desc ? 'descending' : 'ascending') : 'none') : undefined}>
                  {by && onOrder ? (
                    <button className={styles.sort} onClick={() => onOrder({ by, desc: on && !order.desc })}>
                      {title} {on && (order.desc ? <IconArrowDown size={12} aria-hidden /> : <IconArrowUp size={12} aria-hidden />)}
                    </button>
                  ) : (
                    title
                  )}
                </div>
              );
            })}
          </div>
        ))}
        <Box
          h={virtual.getTotalSize()}
          pos="relative"
          role="rowgroup"
          onClick={(e) => {
            const target = e.target as HTMLElement;
            const index = target.closest<HTMLElement>('[data-index]')?.dataset.index;
            const value = index === undefined ? undefined : rowAt(Number(index));
            if (value && !target.closest('a, button')) onOpen(value);
          }}
        >
          {seen.map(({ item, data: value }) => (
            <VirtualRow key={item.key} row={value && rows.get(value)} columns={columns} index={item.index} start={item.start} size={item.size} tracks={tracks} />
          ))}
        </Box>
      </div>
    </div>
  );
}
