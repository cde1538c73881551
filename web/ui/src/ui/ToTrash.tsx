import { Alert, Anchor, List, Stack, Text } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Confirm } from './Confirm';
import type { Trouble } from './ErrorNote';

// Uses are what still needs a resource, which cannot go before them.
export interface Uses {
  title: string; // such as "2 syncs use it"
  hint: string; // what to do about it
  links: { label: string; to: string }[];
  total: number;
}

interface Props {
  name: string;
  inGit: boolean;
  uses?: Uses;
  onConfirm: () => void;
  busy: boolean;
  error: Trouble | null;
  onClose: () => void;
}

// ToTrash asks before a resource goes to the trash, or says what still needs it.
export function ToTrash({ name, inGit, uses, onConfirm, busy, error, onClose }: Props) {
  const blocked = uses !== undefined && uses.total > 0;
  return (
    <Confirm title={`Move ${name} to the trash?`} action="Move to trash" danger disabled={blocked} busy={busy} error={error} onConfirm={onConfirm} onClose={onClose}>
      {blocked ? (
        <Alert color="orange" variant="light" icon={<IconLink aria-hidden />} title={uses.title}>
          <Stack gap="xs">
            <Text size="sm">{uses.hint}</Text>
            <List size="sm">
              {uses.links.map((u) => <List.Item key={u.to}><Anchor component={Link} to={u.to} size="sm" underline="always">{u.label}</Anchor></List.Item>)}
              {uses.total > uses.links.length && <List.Item>and {uses.total - uses.links.length} more</List.Item>}
            </List>
          </Stack>
        </Alert>
      ) : (
        <Text size="sm">{inGit ? 'Its file is removed from Git in one commit. ' : ''}You can restore it from the trash in Settings, with all of its history.</Text>
      )}
    </Confirm>
  );
}
