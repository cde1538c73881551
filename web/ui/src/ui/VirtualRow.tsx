import { Skeleton } from '@mantine/core';
import { flexRender, type ColumnDef, type Row, type RowData } from '@tanstack/react-table';
import { memo } from 'react';
import styles from './VirtualTable.module.css';

interface Props<T extends RowData> {
  row?: Row<T>; // undefined while it is on its way
  columns: ColumnDef<T, unknown>[];
  index: number;
  start: number; // in pixels
  size: number;
  tracks: string;
}

function Drawn<T extends RowData>({ row, columns, index, start, size, tracks }: Props<T>) {
  return (
    <div role="row" aria-rowindex={index + 2} data-index={index} className={styles.row} style={{ gridTemplateColumns: tracks, height: size, transform: `translateY(${start}px)` }}>
      {row
        ? row.getVisibleCells().map((cell) => (
            <div key={cell.id} role="cell" className={styles.cell} data-wide={cell.column.columnDef.meta?.wide || undefined}>
              {flexRender(cell.column.columnDef.cell, cell.getContext())}
            </div>
          ))
        : columns.map((c, i) => <div key={i} role="cell" className={styles.cell} data-wide={c.meta?.wide || undefined}><Skeleton h={12} w="60%" /></div>)}
    </div>
  );
}

// VirtualRow is a row of a VirtualTable. It is drawn anew when its value or place changes, not
// with each step of scrolling.
export const VirtualRow = memo(
  Drawn,
  (a, b) => a.row?.original === b.row?.original && a.columns === b.columns && a.index === b.index && a.start === b.start && a.size === b.size && a.tracks === b.tracks,
) as typeof Drawn;
