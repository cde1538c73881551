import { Alert, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Confirm } from './Confirm';
import type { Trouble } from './ErrorNote';

interface Props {
  name: string;
  inGit: boolean;
  breaks?: { what: string; names: string[]; total: number }; // what stops working, such as "syncs use it"
  onConfirm: () => void;
  busy: boolean;
  error: Trouble | null;
  onClose: () => void;
}

// ToTrash asks before a resource goes to the trash, and says what that breaks.
export function ToTrash({ name, inGit, breaks, onConfirm, busy, error, onClose }: Props) {
  return (
    <Confirm title={`Move ${name} to the trash?`} action="Move to trash" danger busy={busy} error={error} onConfirm={onConfirm} onClose={onClose}>
      <Text size="sm">{inGit ? 'Its file is removed from Git in one commit. ' : ''}You can restore it from the trash in Settings, with all of its history.</Text>
      {breaks && breaks.total > 0 && (
        <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} title={`${breaks.total} ${breaks.what}`}>
          <List size="sm">
            {breaks.names.map((n) => <List.Item key={n}>{n}</List.Item>)}
            {breaks.total > breaks.names.length && <List.Item>and {breaks.total - breaks.names.length} more</List.Item>}
          </List>
        </Alert>
      )}
    </Confirm>
  );
}
