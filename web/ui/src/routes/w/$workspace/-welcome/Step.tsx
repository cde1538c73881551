import { Box, Group, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Surface } from '@/ui/Surface';

interface Props {
  number: number;
  title: string;
  done: boolean;
  children: ReactNode;
}

// Step is one of the steps of the welcome, open or done.
export function Step({ number, title, done, children }: Props) {
  return (
    <Surface component="section">
      <Group align="flex-start" gap="md" wrap="nowrap">
        <Box
          aria-hidden
          w={32}
          h={32}
          fw={650}
          style={{ borderRadius: 99, flexShrink: 0, display: 'grid', placeItems: 'center', border: done ? 'none' : '2px solid var(--app-line)', background: done ? 'var(--mantine-primary-color-filled)' : undefined, color: done ? 'white' : undefined }}
        >
          {done ? <IconCheck size={18} /> : number}
        </Box>
        <Stack gap="sm" flex={1} miw={0}>
          <Title order={2} size="h4" mt={3}>{title}{done && <VisuallyHidden> (done)</VisuallyHidden>}</Title>
          <Text component="div" size="sm">{children}</Text>
        </Stack>
      </Group>
    </Surface>
  );
}
