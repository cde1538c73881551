import { Anchor, AppShell, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useEvents } from '@/api/events';
import { useWorkspace } from '@/api/workspaces';
import { Mark } from '@/ui/Mark';
import { GitPill } from './GitPill';
import { Navigation } from './Navigation';
import { Palette } from './Palette';
import { UserMenu } from './UserMenu';
import { useShortcuts } from './useShortcuts';

// Shell is what stands around every page of a workspace.
export function Shell({ children }: { children: ReactNode }) {
  const { slug } = useWorkspace();
  const live = useEvents(slug);
  const [opened, { toggle, close }] = useDisclosure(false);
  useShortcuts();
  useEffect(() => {
    if (!opened) return;
    const leave = (e: KeyboardEvent) => e.key === 'Escape' && close();
    window.addEventListener('keydown', leave);
    return () => window.removeEventListener('keydown', leave);
  }, [opened, close]);
  return (
    <AppShell header={{ height: 56 }} navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }} padding={{ base: 'sm', sm: 'lg' }}>
      <AppShell.Header bg="var(--app-surface)" style={{ borderColor: 'var(--app-line)' }}>
        <a href="#content" className="mantine-visible-on-focus" style={{ position: 'absolute', left: -9999 }}>Skip to the content</a>
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
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" bg="var(--app-surface)" style={{ borderColor: 'var(--app-line)' }}>
        <Navigation onGo={close} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} style={{ outline: 'none' }}>{children}</AppShell.Main>
      <Palette />
    </AppShell>
  );
}
