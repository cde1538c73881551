import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

// Fact is one thing that is known, under its name.
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed" fw={600} mb={2}>{label}</Text>
      <Group gap="xs">{children}</Group>
    </div>
  );
}
