import { Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { toFault } from '@/api/error';
import { useMay } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import type { OverviewOf } from '../-overview/queries';
import { useSample } from './queries';
import { Step } from './Step';

// SourceStep adds a source, or the sample with everything in it.
export function SourceStep({ done, counts }: { done: boolean; counts: OverviewOf['counts'] }) {
  const { slug } = useWorkspace();
  const may = useMay('write');
  const sample = useSample();
  return (
    <Step number={1} title="A source" done={done}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {done ? `There ${counts.sources === 1 ? 'is 1 source' : `are ${counts.sources} sources`}.` : 'Where your data is. The sample has sources, models, syncs and destinations to look around in; it sends nothing.'}
        </Text>
        {sample.error && <ErrorNote title="The sample is not added" error={toFault(sample.error)} />}
        {done && (
          <Group gap="xs">
            <Button component={Link} to={`/w/${slug}/sources`} variant="default">Look at {counts.sources === 1 ? 'it' : 'them'}</Button>
          </Group>
        )}
        {!done && may && (
          <Group gap="xs">
            <Button component={Link} to={`/w/${slug}/sources/new`}>Add a source</Button>
            <Button variant="default" loading={sample.isPending} onClick={() => sample.mutate()}>Use the sample</Button>
          </Group>
        )}
        {!done && !may && <Text size="sm">You may look, not edit. Somebody who edits adds the first source.</Text>}
      </Stack>
    </Step>
  );
}
