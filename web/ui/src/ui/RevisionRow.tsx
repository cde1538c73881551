import { Anchor, Badge, Code, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconArchive, IconArrowBackUp, IconPencil, IconPlus, IconTag, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { capital } from './sentence';
import { When } from './When';
import styles from './History.module.css';

// Shown is a revision as the history lists it.
export interface Shown {
  version: number;
  op: string;
  changed: string[];
  at: string;
  actor: { name: string; email: string };
  origin: string;
  commit?: string;
  link?: string; // the commit's page at its host
  fromSlug?: string;
  note?: string;
  slug: string;
}

const ops: Record<string, { icon: ReactNode; label: string }> = {
  create: { icon: <IconPlus size={15} />, label: 'Created' },
  update: { icon: <IconPencil size={15} />, label: 'Changed' },
  rename: { icon: <IconTag size={15} />, label: 'Renamed' },
  archive: { icon: <IconArchive size={15} />, label: 'Moved to trash' },
  restore: { icon: <IconArrowBackUp size={15} />, label: 'Restored' },
  delete: { icon: <IconTrash size={15} />, label: 'Deleted' },
};

const origins: Record<string, string> = { ui: 'App', api: 'API', cli: 'Command line', git: 'Git', system: 'Lockstep' };

const most = 4;

interface Props {
  revision: Shown;
  chosen: boolean;
  current: boolean;
  onChoose: () => void;
}

// RevisionRow says who changed what, when, and from where.
export function RevisionRow({ revision: r, chosen, current, onChoose }: Props) {
  const op = ops[r.op] ?? ops.update!;
  const what = r.op === 'update' || r.op === 'restore' ? r.changed : [];
  return (
    <li className={styles.row} data-chosen={chosen || undefined}>
      <UnstyledButton className={styles.pick} onClick={onChoose} aria-pressed={chosen} aria-label={`Version ${r.version}: ${op.label} by ${r.actor.name || 'nobody known'}`}>
        <Stack gap={5}>
          <Group gap={6} wrap="nowrap">
            <span aria-hidden className={styles.icon}>{op.icon}</span>
            <Text size="sm" fw={600} truncate>{op.label}{r.op === 'rename' && r.fromSlug && <Text span size="sm" fw={400} c="dimmed"> from {r.fromSlug}</Text>}</Text>
            {current && <Badge size="xs" variant="light" tt="none">Now</Badge>}
            <Text size="xs" c="dimmed" ml="auto" style={{ whiteSpace: 'nowrap' }}>Version {r.version}</Text>
          </Group>
          {what.length > 0 && (
            <Group gap={4}>
              {what.slice(0, most).map((path) => <Code key={path} className={styles.path}>{path}</Code>)}
              {what.length > most && <Text size="xs" c="dimmed">and {what.length - most} more</Text>}
            </Group>
          )}
          {r.note && <Text size="sm" className={styles.note}>{capital(r.note)}</Text>}
          <Text size="xs" c="dimmed">{r.actor.name || r.actor.email || 'Lockstep'} · <When at={r.at} /></Text>
        </Stack>
      </UnstyledButton>
      <Group gap={6} className={styles.from}>
        <Badge size="sm" variant="default" tt="none" fw={500}>{origins[r.origin] ?? r.origin}</Badge>
        {r.commit && (r.link ? <Anchor size="xs" href={r.link} target="_blank" rel="noreferrer" ff="monospace">{r.commit.slice(0, 7)}</Anchor> : <Code>{r.commit.slice(0, 7)}</Code>)}
      </Group>
    </li>
  );
}
