// stateLooks are the colours and names of the states of Git Sync.
export const stateLooks: Record<string, { color: string; label: string }> = {
  in_sync: { color: 'var(--mantine-color-step-6)', label: 'In sync' },
  pending: { color: 'var(--mantine-color-blue-5)', label: 'Pending' },
  held: { color: 'var(--mantine-color-yellow-6)', label: 'Held' },
  halted: { color: 'var(--mantine-color-orange-6)', label: 'Halted' },
  failing: { color: 'var(--mantine-color-red-6)', label: 'Failing' },
  paused: { color: 'var(--mantine-color-gray-5)', label: 'Paused' },
  connecting: { color: 'var(--mantine-color-blue-5)', label: 'Connecting' },
  disconnected: { color: 'var(--mantine-color-gray-5)', label: 'Not connected' },
};
