import { Anchor, Button, Code, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { nameOf } from '@/api/address';
import { useWorkspace } from '@/api/workspaces';
import { Fact, Facts } from '@/ui/Fact';
import { Surface } from '@/ui/Surface';
import { When } from '@/ui/When';
import type { Model } from './queries';

// About tells what is known of a model beside its form: its file, its uses, its changes.
export function About({ model, onRename }: { model: Model; onRename: () => void }) {
  const uses = model.syncs.length;
  return (
    <Surface component="section">
      <Facts>
        <Fact label="File">
          <Code style={{ overflowWrap: 'anywhere' }}>models/{model.slug}.yaml</Code>
          <Button size="compact-xs" variant="light" onClick={onRename}>Rename</Button>
        </Fact>
        <Fact label="Used by">
          {uses === 0 ? <Text size="sm">No sync</Text> : <TabLink model={model} tab="usage">{uses} {uses === 1 ? 'sync' : 'syncs'}</TabLink>}
        </Fact>
        <Fact label="Changed">
          <Text size="sm"><When at={model.updatedAt} /></Text>
          <TabLink model={model} tab="history">Version {model.version}</TabLink>
        </Fact>
      </Facts>
    </Surface>
  );
}

function TabLink({ model, tab, children }: { model: Model; tab: string; children: ReactNode }) {
  const { slug } = useWorkspace();
  return <Anchor size="sm" renderRoot={(props) => <Link to="/w/$workspace/models/$model" params={{ workspace: slug, model: nameOf(model) }} search={{ tab }} {...props} />}>{children}</Anchor>;
}
