import { Anchor, Button, Code, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { nameOf } from '@/api/address';
import { useWorkspace } from '@/api/workspaces';
import { Fact, Facts } from '@/ui/Fact';
import { Surface } from '@/ui/Surface';
import { When } from '@/ui/When';
import type { Sync } from './queries';

// About tells what is known of a sync beside its form: its file, its ends, its changes.
export function About({ sync, onRename }: { sync: Sync; onRename: () => void }) {
  const { slug } = useWorkspace();
  return (
    <Surface component="section">
      <Facts>
        <Fact label="File">
          <Code style={{ overflowWrap: 'anywhere' }}>syncs/{sync.slug}.yaml</Code>
          <Button size="compact-xs" variant="light" onClick={onRename}>Rename</Button>
        </Fact>
        <Fact label="Model">
          {sync.modelId ? <Anchor component={Link} size="sm" to={`/w/${slug}/models/${encodeURIComponent(nameOf({ id: sync.modelId, slug: sync.model }))}`}>{sync.modelName}</Anchor> : <Text size="sm" c="var(--mantine-color-error)">{sync.model} is not there</Text>}
        </Fact>
        <Fact label="Destination">
          {sync.destinationId ? <Anchor component={Link} size="sm" to={`/w/${slug}/destinations/${sync.destinationId}`}>{sync.destinationName}</Anchor> : <Text size="sm" c="var(--mantine-color-error)">{sync.destination} is not there</Text>}
        </Fact>
        <Fact label="Last run"><Text size="sm"><When at={sync.lastRunAt} /></Text></Fact>
        <Fact label="Changed">
          <Text size="sm"><When at={sync.updatedAt} /></Text>
          <Anchor size="sm" renderRoot={(props) => <Link to="/w/$workspace/syncs/$sync" params={{ workspace: slug, sync: nameOf(sync) }} search={{ tab: 'history' }} {...props} />}>Version {sync.version}</Anchor>
        </Fact>
      </Facts>
    </Surface>
  );
}
