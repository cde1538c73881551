import { Stack, Text, ThemeIcon, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  icon: ReactNode;
  title: string;
  children?: ReactNode; // a sentence
  action?: ReactNode;
}

// EmptyState stands where a list has nothing to show, and says what would be there.
export function EmptyState({ icon, title, children, action }: Props) {
  return (
    <Stack align="center" gap="sm" py={48} px="md">
      <ThemeIcon size={52} radius="xl" variant="light" aria-hidden>{icon}</ThemeIcon>
      <Title order={2} size="h4" ta="center">{title}</Title>
      {children && <Text c="dimmed" size="sm" ta="center" maw={440}>{children}</Text>}
      {action}
    </Stack>
  );
}
