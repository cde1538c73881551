import { Anchor, Button, Code, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { pathOf } from '@/api/address';
import { useWorkspace } from '@/api/workspaces';
import { Fact, Facts } from '@/ui/Fact';
import { Surface } from '@/ui/Surface';
import { When } from '@/ui/When';
import { Icon } from './Icon';
import { useUsers, type Connection, type ConnectionKind, type Connector } from './queries';
import { words } from './words';

interface Props {
  kind: ConnectionKind;
  of: Connection;
  connector: Connector | undefined;
  onRename: () => void;
}

// About tells what is known beside the form: type, file, aliases, uses, changes.
export function About({ kind, of, connector, onRename }: Props) {
  const { slug } = useWorkspace();
  const users = useUsers(slug, kind, of.id);
  const [one, many] = words[kind].users;
  const page = pathOf(slug, kind, of);
  return (
    <Surface component="section">
      <Facts>
        <Fact label="Type"><Icon name={connector?.icon ?? ''} /><Text size="sm">{connector?.title ?? of.type}</Text></Fact>
        <Fact label="File">
          <Code style={{ overflowWrap: 'anywhere' }}>{kind}/{of.slug}.yaml</Code>
          <Button size="compact-xs" variant="light" onClick={onRename}>Rename</Button>
        </Fact>
        <Fact label="Aliases">
          {of.aliases.length === 0 ? <Text size="sm">None</Text> : of.aliases.map((a) => <Code key={a}>{a}</Code>)}
          <Anchor component={Link} to={`/w/${slug}/settings/aliases`} size="sm">Edit aliases</Anchor>
        </Fact>
        <Fact label="Used by">
          {users.total === 0 ? <Text size="sm">No {one}</Text> : <Anchor component={Link} to={page} search={{ tab: 'usage' } as never} size="sm">{users.total} {users.total === 1 ? one : many}</Anchor>}
        </Fact>
        <Fact label="Changed">
          <Text size="sm" component="div"><When at={of.updatedAt} /></Text>
          <Anchor component={Link} to={page} search={{ tab: 'history' } as never} size="sm">Version {of.version}</Anchor>
        </Fact>
      </Facts>
    </Surface>
  );
}
