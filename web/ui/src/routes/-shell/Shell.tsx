import { ActionIcon, Anchor, AppShell, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { useEvents } from '@/api/events';
import { useWorkspace } from '@/api/workspaces';
import { Mark } from '@/ui/Mark';
import { GitPill } from './GitPill';
import { Navigation } from './Navigation';
import { Overlays, type Overlay } from './Overlays';
import { UserMenu } from './UserMenu';
import styles from './Shell.module.css';
import { usePageFocus } from './usePageFocus';
import { useSessionEnd } from './useSessionEnd';
import { useShortcuts } from './useShortcuts';

// Shell is what stands around every page of a workspace.
export function Shell({ children }: { children: ReactNode }) {
  const { slug } = useWorkspace();
  const live = useEvents(slug);
  const [opened, { toggle, close }] = useDisclosure(false);
  const [shown, show] = useState<Overlay>(null);
  const palette = useCallback(() => show('palette'), []);
  const shortcuts = useCallback(() => show('shortcuts'), []);
  useSessionEnd(live);
  usePageFocus();
  useShortcuts({ palette, shortcuts });
  useEffect(() => {
    if (!opened) return;
    const leave = (e: KeyboardEvent) => e.key === 'Escape' && close();
    window.addEventListener('keydown', leave);
    return () => window.removeEventListener('keydown', leave);
  }, [opened, close]);
  return (
    <AppShell header={{ height: 56 }} navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }} padding={{ base: 'sm', sm: 'lg' }}>
      <AppShell.Header bg="var(--app-surface)" style={{ borderColor: 'var(--app-line)' }}>
        <a href="#content" className={styles.skip}>Skip to the content</a>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={opened ? 'Close the menu' : 'Open the menu'} />
            <Anchor component={Link} to={`/w/${slug}`} aria-label="Lockstep, overview" underline="never" c="var(--mantine-color-text)">
              <Group gap={8} wrap="nowrap">
                <Mark size={26} />
                <Text fw={650} visibleFrom="xs">Lockstep</Text>
              </Group>
            </Anchor>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <GitPill live={live} />
            <ActionIcon variant="default" size={34} radius="xl" aria-label="Search and commands" title="Search and commands (Ctrl K)" onClick={palette}><IconSearch size={17} /></ActionIcon>
            <UserMenu onPalette={palette} onShortcuts={shortcuts} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label="Pages" p="sm" bg="var(--app-surface)" style={{ borderColor: 'var(--app-line)' }}>
        <Navigation onGo={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} style={{ outline: 'none' }}>{children}</AppShell.Main>
      <Overlays shown={shown} show={show} />
    </AppShell>
  );
}
