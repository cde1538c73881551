import { Button, Code, Group, Modal, Radio, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { keyOf, textOf, wordsOf, type Clash } from './place';

type Side = 'mine' | 'theirs';

interface Props {
  who?: string; // who changed it meanwhile
  labels?: Record<string, string>; // names of the fields for people, as ui/place has them
  clashes: Clash[];
  onSettle: (pick: (c: Clash) => Side) => void;
}

// MergeOffer asks, field by field, which of two edits stays. What only one person changed is
// joined already.
export function MergeOffer({ who = 'Somebody else', labels, clashes, onSettle }: Props) {
  const [picks, setPicks] = useState<Record<string, Side>>({});
  const open = clashes.some((c) => !picks[clashKey(c)]);
  const wide = clashes.some(isText);
  return (
    <Modal opened withCloseButton={false} onClose={() => undefined} title={`${who} changed the same ${things(clashes)}`} size={wide ? 'xl' : 'lg'}>
      <Stack>
        <Text size="sm">Nothing is overwritten. Choose what stays; you can go on editing before you save.</Text>
        {clashes.map((c) => {
          const key = clashKey(c);
          return (
            <Radio.Group key={key} label={wordsOf(c.path, labels)} value={picks[key] ?? null} onChange={(v) => setPicks({ ...picks, [key]: v as Side })}>
              <SimpleGrid cols={{ base: 1, sm: isText(c) ? 2 : 1 }} spacing="sm" verticalSpacing="xs" mt={4}>
                <Choice side="mine" label="Yours" text={textOf(c.mine, c.path, labels)} />
                <Choice side="theirs" label="Theirs" text={textOf(c.theirs, c.path, labels)} />
              </SimpleGrid>
            </Radio.Group>
          );
        })}
        <Group justify="flex-end">
          <Button data-confirm disabled={open} onClick={() => onSettle((c) => picks[clashKey(c)] ?? 'mine')}>Go on with this</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Choice({ side, label, text }: { side: Side; label: string; text: string | null }) {
  return (
    <Radio
      value={side}
      styles={{ body: { width: '100%' }, labelWrapper: { flex: 1, minWidth: 0 } }}
      label={
        <Stack gap={2}>
          <Text size="sm" fw={600}>{label}</Text>
          {text === null ? (
            <Text size="sm" c="dimmed">Removed</Text>
          ) : (
            <Code block tabIndex={text.split('\n').length > 10 ? 0 : undefined} style={{ maxHeight: 240, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{text}</Code>
          )}
        </Stack>
      }
    />
  );
}

// clashKey tells clashes apart: what was chosen between two texts is no answer for others that come
// to the same place.
const clashKey = (c: Clash) => JSON.stringify([keyOf(c.path), c.mine, c.theirs]);

const isText = (c: Clash) => [c.mine, c.theirs].some((v) => typeof v === 'string' && v.includes('\n')) || isLines(c);

const isLines = (c: Clash) => c.path.some((step) => typeof step === 'object' && 'lines' in step);

function things(clashes: Clash[]): string {
  if (clashes.every(isLines)) return 'lines';
  return clashes.length === 1 ? 'field' : 'fields';
}
