import { Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { places } from './places';

const more: { label: string; shown: ReactNode }[] = [
  { label: 'Commands and search', shown: <><Kbd>Ctrl</Kbd> <Kbd>K</Kbd></> },
  { label: 'Search in this list', shown: <Kbd>/</Kbd> },
  { label: 'Save', shown: <><Kbd>Ctrl</Kbd> <Kbd>S</Kbd></> },
  { label: 'Confirm in a dialog', shown: <><Kbd>Ctrl</Kbd> <Kbd>Enter</Kbd></> },
  { label: 'Close a dialog', shown: <Kbd>Esc</Kbd> },
  { label: 'These shortcuts', shown: <Kbd>?</Kbd> },
];

// Shortcuts is the list of keys.
export default function Shortcuts({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {more.map((m) => <Line key={m.label} label={m.label}>{m.shown}</Line>)}
        {places.map((p) => <Line key={p.path} label={p.label}><Kbd>G</Kbd> then <Kbd>{p.key.toUpperCase()}</Kbd></Line>)}
      </Stack>
      <Text size="xs" c="dimmed" mt="md">On a Mac, Cmd stands for Ctrl.</Text>
    </Modal>
  );
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Group component="li" justify="space-between" wrap="nowrap">
      <Text size="sm">{label}</Text>
      <Text size="sm" c="dimmed" component="span" style={{ whiteSpace: 'nowrap' }}>{children}</Text>
    </Group>
  );
}
