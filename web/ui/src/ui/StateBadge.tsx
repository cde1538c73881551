import { Badge } from '@mantine/core';
import { IconAlertTriangle, IconArrowUp, IconCheck, IconCircleDashed, IconHandStop } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Hint } from './Hint';
import { sentence } from './sentence';

export type GitState = 'in_sync' | 'pending' | 'held' | 'conflict' | 'off';

const looks: Record<GitState, { color: string; label: string; icon: ReactNode; tip: string }> = {
  in_sync: { color: 'step', label: 'In sync', icon: <IconCheck size={12} />, tip: 'The app and the branch say the same.' },
  pending: { color: 'blue', label: 'Pending', icon: <IconArrowUp size={12} />, tip: 'A change is on its way to Git.' },
  held: { color: 'yellow', label: 'Held', icon: <IconHandStop size={12} />, tip: 'Left alone on both sides until somebody acts.' },
  conflict: { color: 'red', label: 'Conflict', icon: <IconAlertTriangle size={12} />, tip: 'The app and the branch changed the same field.' },
  off: { color: 'gray', label: 'Not in Git', icon: <IconCircleDashed size={12} />, tip: 'Not kept in a branch.' },
};

// StateBadge tells how a resource stands with its branch.
export function StateBadge({ state, reason }: { state: GitState; reason?: string }) {
  const look = looks[state];
  return (
    <Hint label={reason ? sentence(reason) : look.tip} multiline maw={320}>
      <Badge variant="light" color={look.color} leftSection={look.icon} tt="none" fw={550} style={{ flexShrink: 0 }}>
        {look.label}
      </Badge>
    </Hint>
  );
}
