import { Badge, Collapse, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconChevronRight, IconHandStop } from '@tabler/icons-react';
import { useState } from 'react';
import { fieldNames } from '@/api/fieldName';
import type { Plan, PlanItem } from '@/api/git';
import { disagreement } from '@/api/standing';
import { sentence } from '@/ui/sentence';
import { PatchView } from './PatchView';
import styles from './PlanView.module.css';
import { doings, plural, refParts } from './words';

const looks = {
  app: { color: 'blue', icon: <IconArrowDown size={12} aria-hidden /> },
  git: { color: 'step', icon: <IconArrowUp size={12} aria-hidden /> },
  held: { color: 'yellow', icon: <IconHandStop size={12} aria-hidden /> },
};

const shownAtOnce = 40;

// PlanView is what the next cycle would do, by resource, each with its diff on demand.
export function PlanView({ plan, label = 'What would happen' }: { plan: Plan; label?: string }) {
  const items = plan.items ?? [];
  const [all, setAll] = useState(false);
  const shown = all ? items : items.slice(0, shownAtOnce);
  return (
    <Stack gap="xs">
      <Group gap="xs" data-testid="plan-sums">
        {plan.inbound > 0 && <Badge color="blue" variant="light" tt="none" leftSection={looks.app.icon}>{plural(plan.inbound, 'change')} in the app</Badge>}
        {plan.outbound > 0 && <Badge color="step" variant="light" tt="none" leftSection={looks.git.icon}>{plural(plan.outbound, 'change')} in Git</Badge>}
        {plan.held > 0 && <Badge color="yellow" variant="light" tt="none" leftSection={looks.held.icon}>{plan.held} held</Badge>}
      </Group>
      <ul className={styles.list} aria-label={label}>
        {shown.map((item) => <li key={`${item.ref} ${item.path}`} className={styles.item}><Item item={item} /></li>)}
      </ul>
      {shown.length < items.length && <UnstyledButton className={styles.more} onClick={() => setAll(true)}>Show all {items.length}</UnstyledButton>}
    </Stack>
  );
}

function Item({ item }: { item: PlanItem }) {
  const [open, setOpen] = useState(false);
  const { kind, slug } = refParts(item.ref);
  const more = Boolean(item.diff || item.fields?.length || item.hold);
  const line = (
    <Group gap={4} align="flex-start" justify="space-between">
      <Group gap={8} wrap="nowrap" align="flex-start" miw={0} style={{ flex: '1 1 190px' }}>
        <IconChevronRight size={16} aria-hidden className={styles.chevron} data-open={open || undefined} style={{ visibility: more ? undefined : 'hidden' }} />
        <div style={{ minWidth: 0 }}>
          <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>{item.name ?? slug}</Text>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>{kind}{item.name && item.name !== slug ? ` · ${slug}` : ''}{item.from ? `, was ${refParts(item.from).slug}` : ''}</Text>
        </div>
      </Group>
      <Group gap={6} className={styles.doings}>
        {doings(item).map((d) => (
          <Badge key={d.text} variant="light" color={d.removes ? 'red' : looks[d.side].color} leftSection={looks[d.side].icon} tt="none" fw={550} style={{ flexShrink: 0 }}>{d.text}</Badge>
        ))}
      </Group>
    </Group>
  );
  if (!more) return <div className={styles.line}>{line}</div>;
  return (
    <>
      <UnstyledButton className={styles.line} aria-expanded={open} onClick={() => setOpen(!open)}>{line}</UnstyledButton>
      <Collapse expanded={open}>{open && <Details item={item} />}</Collapse>
    </>
  );
}

function Details({ item }: { item: PlanItem }) {
  return (
    <Stack gap="xs" px="md" pb="sm">
      {item.hold && (
        <Text size="sm">
          {item.hold.line ? `Line ${item.hold.line}: ` : ''}{sentence(disagreement(item.hold.clashes?.map((c) => c.path), item.hold.message))} {item.hold.hint && <Text span c="dimmed">{sentence(item.hold.hint)}</Text>}
        </Text>
      )}
      {item.fields && item.fields.length > 0 && <Text size="sm"><Text span c="dimmed">Changes: </Text>{fieldNames(item.fields).join(', ')}</Text>}
      {item.diff && <PatchView diff={item.diff} path={item.path} />}
      {!item.diff && item.inbound === 'create' && <Text size="sm" c="dimmed">Comes from {item.path}.</Text>}
    </Stack>
  );
}
