import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Surface } from '@/ui/Surface';
import styles from './Rows.module.css';

// Rows is a short list in which each row says something and has actions.
export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Surface p={0}>
      <ul className={styles.rows} aria-label={label}>{children}</ul>
    </Surface>
  );
}

interface RowProps {
  title: ReactNode;
  badge?: ReactNode;
  detail?: ReactNode; // a line in small print
  actions?: ReactNode;
}

export function Row({ title, badge, detail, actions }: RowProps) {
  return (
    <li className={styles.row}>
      <Stack gap={2} miw={0} flex="1 1 220px">
        <Group gap="xs">
          <Text fw={550} size="sm" style={{ overflowWrap: 'anywhere' }}>{title}</Text>
          {badge}
        </Group>
        {detail && <Text size="xs" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>{detail}</Text>}
      </Stack>
      {actions && <Group gap="xs">{actions}</Group>}
    </li>
  );
}
