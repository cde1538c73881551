import { Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';
import { Step } from './Step';

// ModelStep leads to the first model.
export function ModelStep({ done, ready, count }: { done: boolean; ready: boolean; count: number }) {
  const { slug } = useWorkspace();
  const may = useMay('write');
  return (
    <Step number={3} title="A first model" done={done}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">{done ? `There ${count === 1 ? 'is 1 model' : `are ${count} models`}.` : `A query on a source; its rows go to destinations.${ready ? '' : ' It needs a source first.'}`}</Text>
        {may && (
          <Group gap="xs">
            {done ? (
              <Button component={Link} to={`/w/${slug}/models`} variant="default">Look at {count === 1 ? 'it' : 'them'}</Button>
            ) : (
              ready && <Button component={Link} to={`/w/${slug}/models/new`}>Write a model</Button>
            )}
          </Group>
        )}
      </Stack>
    </Step>
  );
}
