import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { same } from '@/api/merge';
import { parsePath, within } from '@/ui/form/path';
import type { Problem } from '@/ui/form/types';
import { move, newMapping, type Mapping } from './mapping';
import { MappingRow } from './MappingRow';
import styles from './Mappings.module.css';
import { followed, freshId, rowsOf, type Rows } from './mappingRows';

interface Props {
  name: string; // of the list, for screen readers: "Mapping", or "Mapping 2" for those within it
  value: Mapping[];
  onChange: (next: Mapping[]) => void;
  columns: string[];
  problems: Problem[]; // paths from the list: [2].to
  of?: 'fields'; // the fields of an object or of a list's elements
}

// MappingList edits mappings: rows that are added, removed, and put in order with the mouse or
// with Alt and the arrow keys.
export function MappingList({ name, value, onChange, columns, problems, of }: Props) {
  const box = useRef<HTMLOListElement>(null);
  // A row keeps its id while it moves or is edited, here or by somebody else.
  const [rows, setRows] = useState<Rows>(() => rowsOf(value));
  if (!same(rows.of, value)) setRows(followed(rows, value));
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);

  const change = (ids: number[], next: Mapping[]) => {
    setRows({ ids, of: next });
    onChange(next);
  };
  const put = (i: number, next: Mapping) => change(rows.ids, value.map((m, n) => (n === i ? next : m)));
  const add = () => {
    change([...rows.ids, freshId(rows.ids)], [...value, newMapping()]);
    focusRow(value.length, 'select, input');
  };
  const remove = (i: number) => {
    change(rows.ids.filter((_, n) => n !== i), value.filter((_, n) => n !== i));
    focusRow(Math.min(i, value.length - 2), '[data-row-menu]');
  };
  const shift = (from: number, to: number) => {
    if (to < 0 || to >= value.length) return;
    change(move(rows.ids, from, to), move(value, from, to));
    focusRow(to, '[data-grip]');
  };
  const rest = () => {
    setDragged(null);
    setOver(null);
  };
  // The row is there, and the browser has lost the focus of one that moved, after the next paint.
  const focusRow = (i: number, what: string) =>
    requestAnimationFrame(() => {
      const row = box.current?.children[i];
      (row?.querySelector<HTMLElement>(what) ?? box.current?.parentElement?.querySelector<HTMLElement>(':scope > [data-add] button'))?.focus();
    });

  return (
    <Stack gap="xs">
      {value.length === 0 ? (
        <Text size="sm" c="dimmed">{of ? 'No fields yet.' : 'Nothing is mapped yet. Add a mapping for each field that the destination is to get.'}</Text>
      ) : (
        <ol className={styles.list} ref={box} aria-label={`${name}s`}>
          {value.map((m, i) => (
            <MappingRow
              key={rows.ids[i]}
              name={`${name} ${i + 1}`}
              value={m}
              onChange={(next) => put(i, next)}
              columns={columns}
              problems={within(problems, [i])}
              first={i === 0}
              last={i === value.length - 1}
              onMove={(by) => shift(i, i + by)}
              onRemove={() => remove(i)}
              onDrag={setDragged.bind(null, i)}
              onOver={() => dragged !== null && setOver(i)}
              onDrop={() => {
                if (dragged !== null && over !== null) shift(dragged, over);
                rest();
              }}
              onDragEnd={rest}
              marked={dragged !== null && over === i && dragged !== i ? (dragged < i ? 'below' : 'above') : undefined}
            />
          ))}
        </ol>
      )}
      {problems.filter((p) => parsePath(p.path ?? '').length === 0).map((p) => <Text key={p.message} size="sm" c="var(--mantine-color-error)">{p.message}</Text>)}
      <Group data-add>
        <Button variant="light" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>{of ? 'Add field' : 'Add mapping'}</Button>
      </Group>
    </Stack>
  );
}
