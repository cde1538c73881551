import { Button, Code, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';

// Clash is a field that two people changed differently.
export interface Clash {
  path: string[];
  mine: unknown;
  theirs: unknown;
}

interface Props {
  who?: string; // who changed it meanwhile
  labels?: Record<string, string>; // names of the fields for people, by their key
  clashes: Clash[];
  onSettle: (pick: (c: Clash) => 'mine' | 'theirs') => void;
}

// MergeOffer asks, field by field, which of two edits stays. Fields that only one person
// changed are joined already.
export function MergeOffer({ who = 'Somebody else', labels = {}, clashes, onSettle }: Props) {
  const [picks, setPicks] = useState<Record<string, 'mine' | 'theirs'>>({});
  const name = (c: Clash) => c.path.join('.') || 'the whole';
  const shown = (c: Clash) => (c.path.length === 0 ? 'The text' : [labels[c.path[0]!] ?? c.path[0], ...c.path.slice(1)].join('.'));
  const open = clashes.some((c) => !picks[name(c)]);
  return (
    <Modal opened withCloseButton={false} onClose={() => undefined} title={`${who} changed the same ${clashes.length === 1 ? 'field' : 'fields'}`} size="lg">
      <Stack>
        <Text size="sm">Nothing is overwritten. Choose what stays; you can go on editing before you save.</Text>
        {clashes.map((c) => (
          <Radio.Group key={name(c)} label={shown(c)} value={picks[name(c)] ?? null} onChange={(v) => setPicks({ ...picks, [name(c)]: v as 'mine' | 'theirs' })}>
            <Stack gap="xs" mt={4}>
              <Radio value="mine" label={<Shown label="Yours" value={c.mine} />} />
              <Radio value="theirs" label={<Shown label="Theirs" value={c.theirs} />} />
            </Stack>
          </Radio.Group>
        ))}
        <Group justify="flex-end">
          <Button disabled={open} onClick={() => onSettle((c) => picks[name(c)] ?? 'mine')}>Go on with this</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Shown({ label, value }: { label: string; value: unknown }) {
  const text = value === undefined ? 'removed' : typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <Stack gap={2}>
      <Text size="sm" fw={600}>{label}</Text>
      <Code block style={{ maxHeight: 160 }}>{text}</Code>
    </Stack>
  );
}
