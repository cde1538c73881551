import { ActionIcon, Menu, Select, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowRight, IconArrowUp, IconCheck, IconDots, IconGripVertical, IconTrash } from '@tabler/icons-react';
import { useRef, type KeyboardEvent } from 'react';
import { parsePath, within, wordsOf } from '@/ui/form/path';
import type { Problem } from '@/ui/form/types';
import { kindOf, listOf, mappingKinds, set, textOf, withKind, type Mapping, type MappingKind } from './mapping';
import { MappingList } from './MappingList';
import styles from './Mappings.module.css';
import { MappingValue } from './MappingValue';

interface Props {
  name: string;
  value: Mapping;
  onChange: (next: Mapping) => void;
  columns: string[];
  problems: Problem[]; // paths from the row: to
  first: boolean;
  last: boolean;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
  onDrag: () => void;
  onOver: () => void;
  onDrop: () => void;
  onDragEnd: () => void; // dropped or given up
  marked?: 'above' | 'below'; // where a dragged row would go
}

// errorAt is what is wrong with a key of a row.
const errorAt = (problems: Problem[], key: string) => problems.filter((p) => !p.warning && parsePath(p.path ?? '')[0] === key && parsePath(p.path ?? '').length === 1).map(wordsOf).join(' ') || undefined;

// MappingRow is one mapping: where the value comes from, and the field that it fills.
export function MappingRow({ name, value, onChange, columns, problems, first, last, onMove, onRemove, onDrag, onOver, onDrop, onDragEnd, marked }: Props) {
  const row = useRef<HTMLLIElement>(null);
  const kind = kindOf(value);
  const inner = kind === 'object' ? 'from' : kind === 'array' ? 'children' : undefined;
  const rest = problems.filter((p) => {
    const at = parsePath(p.path ?? '')[0];
    return !p.warning && at !== 'to' && at !== inner && !['from', 'value', 'template', 'variable', 'lookup'].includes(String(at));
  });
  const keys = (e: KeyboardEvent) => {
    if (!e.altKey || (e.key !== 'ArrowUp' && e.key !== 'ArrowDown')) return;
    e.preventDefault();
    e.stopPropagation();
    onMove(e.key === 'ArrowUp' ? -1 : 1);
  };
  return (
    <li
      ref={row}
      className={styles.row}
      data-marked={marked}
      onKeyDown={keys}
      onDragOver={(e) => {
        e.preventDefault();
        e.stopPropagation();
        onOver();
      }}
      onDrop={(e) => {
        e.preventDefault();
        e.stopPropagation();
        onDrop();
      }}
    >
      <div className={styles.line}>
        <ActionIcon
          className={styles.grip}
          data-grip
          variant="subtle"
          color="gray"
          w={24}
          draggable
          aria-label={`Move ${name}. Alt and the arrow keys move it too`}
          onDragStart={(e) => {
            e.stopPropagation();
            e.dataTransfer.effectAllowed = 'move';
            e.dataTransfer.setData('text/plain', name);
            if (row.current) e.dataTransfer.setDragImage(row.current, 12, 12);
            onDrag();
          }}
          onDragEnd={onDragEnd}
        >
          <IconGripVertical size={16} />
        </ActionIcon>
        <Select
          className={styles.kind}
          aria-label={`${name}, kind`}
          data={kind === undefined ? [{ value: String(value.type), label: String(value.type) }, ...mappingKinds] : mappingKinds}
          value={kind ?? String(value.type)}
          onChange={(k) => k && kindOf({ type: k }) && onChange(withKind(value, k as MappingKind))}
          allowDeselect={false}
          comboboxProps={{ width: 300, position: 'bottom-start' }}
          renderOption={({ option }) => (
            <div>
              <Text size="sm">{option.label}</Text>
              <Text size="xs" c="dimmed">{mappingKinds.find((k) => k.value === option.value)?.about}</Text>
            </div>
          )}
        />
        <div className={styles.value}><MappingValue name={name} value={value} kind={kind} onChange={onChange} columns={columns} problems={problems} /></div>
        <span className={styles.arrow} aria-hidden><IconArrowRight size={16} /></span>
        <TextInput
          className={`${styles.value} ${styles.to}`}
          aria-label={`${name}, field of the destination`}
          placeholder="Field of the destination"
          value={textOf(value.to)}
          onChange={(e) => onChange(set(value, { to: e.currentTarget.value }))}
          error={errorAt(problems, 'to')}
          spellCheck={false}
        />
        <div className={styles.end}>
          <Menu position="bottom-end" width={220}>
            <Menu.Target><ActionIcon variant="subtle" color="gray" aria-label={`More for ${name}`} data-row-menu><IconDots size={16} /></ActionIcon></Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconArrowUp size={16} />} disabled={first} onClick={() => onMove(-1)} rightSection={<Text size="xs" c="dimmed">Alt ↑</Text>}>Move up</Menu.Item>
              <Menu.Item leftSection={<IconArrowDown size={16} />} disabled={last} onClick={() => onMove(1)} rightSection={<Text size="xs" c="dimmed">Alt ↓</Text>}>Move down</Menu.Item>
              {kind === 'standard' && (
                <Menu.Item leftSection={value.ignoreNull === true ? <IconCheck size={16} /> : <span style={{ width: 16 }} />} onClick={() => onChange(set(value, { ignoreNull: value.ignoreNull === true ? undefined : true }))}>
                  Skip empty values
                </Menu.Item>
              )}
              <Menu.Divider />
              <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={onRemove}>Remove</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      {rest.map((p) => <Text key={`${p.path}${p.message}`} size="sm" c="var(--mantine-color-error)" mt={4}>{p.path} {p.message}</Text>)}
      {inner && (
        <div className={styles.inner}>
          <Text size="xs" c="dimmed" mb={6}>{kind === 'object' ? 'Fields of the object' : 'Fields of each entry'}</Text>
          <MappingList name={name} of="fields" value={listOf(value[inner])} onChange={(next) => onChange(set(value, { [inner]: next }))} columns={columns} problems={within(problems, [inner])} />
        </div>
      )}
    </li>
  );
}
