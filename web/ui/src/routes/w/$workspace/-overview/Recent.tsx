import { Anchor, Code, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { fieldName } from '@/api/fieldName';
import { useWorkspace } from '@/api/workspaces';
import { Surface } from '@/ui/Surface';
import { When } from '@/ui/When';
import type { Revision } from './queries';
import { happenings, pageOf, type Happening } from './recent';
import styles from './Overview.module.css';

const named = 3; // resources of one change that are named

// Recent says who did what, when and through which door.
export function Recent({ of }: { of: Revision[] }) {
  return (
    <Stack gap="xs" component="section">
      <Title order={2} size="h4">Recent changes</Title>
      <Surface p={0}>
        {of.length === 0 ? (
          <Text size="sm" c="dimmed" p="md">Nothing has been changed yet.</Text>
        ) : (
          <ul className={styles.rows} aria-label="Recent changes">
            {happenings(of).map((h) => <One key={h.key} of={h} />)}
          </ul>
        )}
      </Surface>
    </Stack>
  );
}

function One({ of: h }: { of: Happening }) {
  const first = h.revisions[0]!;
  const fields = first.op === 'update' && h.revisions.length === 1 ? first.changed.slice(0, named) : [];
  return (
    <li className={styles.row}>
      <Stack gap={2} miw={0} flex={1}>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          <Text span inherit fw={550}>{h.by}</Text> {h.did}{' '}
          {h.revisions.slice(0, named).map((r, i) => <span key={r.resourceId}>{i > 0 && ', '}<Named of={r} /></span>)}
          {h.revisions.length > named && ' and more'}
        </Text>
        <Group gap={6}>
          <Text size="xs" c="dimmed">
            {h.where}
            {h.note && ` · ${h.note}`}
            {fields.length > 0 && ` · ${fields.map(fieldName).join(', ')}${first.changed.length > named ? ', …' : ''}`}
          </Text>
          {h.commit && <Code fz="xs">{h.commit.slice(0, 7)}</Code>}
        </Group>
      </Stack>
      <Text size="xs" c="dimmed" component="div"><When at={h.at} /></Text>
    </li>
  );
}

function Named({ of }: { of: Revision }) {
  const { slug } = useWorkspace();
  const page = pageOf(of);
  const text = of.kind === 'aliases' ? 'the aliases' : `${of.kind} ${of.name}`;
  return page ? <Anchor component={Link} to={`/w/${slug}${page}`} inherit underline="always">{text}</Anchor> : <>{text}</>;
}
