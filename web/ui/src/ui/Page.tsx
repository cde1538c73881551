import { Anchor, Box, Group, Stack, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';

interface Props {
  title: string;
  above?: { label: string; to: string }; // where this page belongs to
  badge?: ReactNode;
  actions?: ReactNode;
  intro?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

// Page is the frame of each page: its title, which is also the tab's, and its actions.
export function Page({ title, above, badge, actions, intro, wide, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Lockstep`;
  }, [title]);
  return (
    <Box maw={wide ? undefined : 1160} mx="auto" w="100%">
      <Stack gap="md">
        <Stack gap={4}>
          {above && <Anchor component={Link} to={above.to} size="sm">{above.label}</Anchor>}
          <Group justify="space-between" gap="sm" wrap="wrap">
            <Group gap="sm" wrap="wrap">
              <Title order={1} size="h2" tabIndex={-1} style={{ overflowWrap: 'anywhere', outline: 'none' }}>{title}</Title>
              {badge}
            </Group>
            {actions && <Group gap="xs" ml="auto">{actions}</Group>}
          </Group>
          {intro}
        </Stack>
        {children}
      </Stack>
    </Box>
  );
}
