import { Center, Group, Stack, Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { Mark } from './Mark';
import { Surface } from './Surface';

interface Props {
  title: string;
  intro?: ReactNode;
  children: ReactNode;
  width?: number;
}

// Doorway is the frame of the pages before one is in a workspace.
export function Doorway({ title, intro, children, width = 400 }: Props) {
  useEffect(() => {
    document.title = `${title} · Lockstep`;
  }, [title]);
  return (
    <Center mih="100dvh" p="md" component="main">
      <Stack w="100%" maw={width} gap="lg">
        <Group gap="xs">
          <Mark />
          <Text fw={650} size="lg">Lockstep</Text>
        </Group>
        <Surface p="xl">
          <Stack>
            <Title order={1} size="h3">{title}</Title>
            {intro}
            {children}
          </Stack>
        </Surface>
      </Stack>
    </Center>
  );
}
