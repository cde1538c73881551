import { Alert, Button, Group, List, Modal, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { ErrorNote, type Trouble } from './ErrorNote';

interface Props {
  name: string;
  inGit: boolean;
  breaks: { what: string; names: string[]; total: number } | null; // what stops working, such as "syncs that use it"
  onConfirm: () => void;
  busy: boolean;
  error: Trouble | null;
  onClose: () => void;
}

// ToTrash asks before a resource goes to the trash, and says what that breaks.
export function ToTrash({ name, inGit, breaks, onConfirm, busy, error, onClose }: Props) {
  return (
    <Modal opened onClose={onClose} title={`Move ${name} to the trash?`}>
      <Stack>
        <Text size="sm">{inGit ? 'Its file is removed from Git in one commit. ' : ''}You can restore it from the trash in Settings, with all of its history.</Text>
        {breaks && breaks.total > 0 && (
          <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} title={`${breaks.total} ${breaks.what}`}>
            <List size="sm">
              {breaks.names.map((n) => <List.Item key={n}>{n}</List.Item>)}
              {breaks.total > breaks.names.length && <List.Item>and {breaks.total - breaks.names.length} more</List.Item>}
            </List>
          </Alert>
        )}
        {error && <ErrorNote title="Not moved" error={error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>Cancel</Button>
          <Button color="red" loading={busy} onClick={onConfirm}>Move to trash</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
