import { Anchor, NavLink, Stack } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMay } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';
import styles from './Frame.module.css';
import { sections } from './sections';

// Frame has the list of settings beside the page; on a phone the list is a page of its own.
export function Frame({ children }: { children: ReactNode }) {
  const { pathname } = useLocation();
  const { slug } = useWorkspace();
  const list = pathname.replace(/\/$/, '') === `/w/${slug}/settings`;
  return (
    <div className={styles.frame} data-list={list || undefined}>
      <div className={styles.side}><SettingsList /></div>
      <div className={styles.page}>
        {!list && <Anchor component={Link} className={styles.back} to={`/w/${slug}/settings`} size="sm">Settings</Anchor>}
        {children}
      </div>
    </div>
  );
}

function SettingsList() {
  const { slug } = useWorkspace();
  const { pathname } = useLocation();
  const admin = useMay('admin');
  return (
    <Stack component="nav" aria-label="Settings" gap={2}>
      {sections.filter((s) => admin || !s.admin).map((s) => {
        const to = `/w/${slug}/settings/${s.path}`;
        const active = pathname.startsWith(to);
        return (
          <NavLink key={s.path} component={Link} to={to} label={s.label} leftSection={s.icon} active={active} aria-current={active ? 'page' : undefined} style={{ borderRadius: 'var(--mantine-radius-md)' }} />
        );
      })}
    </Stack>
  );
}
