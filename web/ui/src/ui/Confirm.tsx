import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorNote, type Trouble } from './ErrorNote';

interface Props {
  title: string;
  children: ReactNode; // what will be, in a sentence
  action: string; // a verb: what the button does
  danger?: boolean;
  disabled?: boolean; // it cannot be done now; the children say why
  busy?: boolean;
  error?: Trouble | null;
  onConfirm: () => void;
  onClose: () => void;
}

// Confirm asks before what cannot be taken back, or is dear.
export function Confirm({ title, children, action, danger, disabled, busy, error, onConfirm, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack>
        {typeof children === 'string' ? <Text size="sm">{children}</Text> : children}
        {error && <ErrorNote error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>Cancel</Button>
          <Button color={danger ? 'red.8' : undefined} disabled={disabled} loading={busy} onClick={onConfirm} data-confirm>{action}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
