import { Anchor, Box, Group, Stack, Title } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';

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
  const heading = useRef<HTMLHeadingElement>(null);
  const router = useRouter();
  // Where the page before took the focus away with it, or what stood here while this one came.
  useEffect(() => {
    const lost = document.activeElement === document.body || document.activeElement?.id === 'content';
    if (lost && router.history.location.state.__TSR_index > 0) heading.current?.focus({ preventScroll: true });
  }, [router]);
  return (
    <Box maw={wide ? undefined : 1160} mx="auto" w="100%">
      <Stack gap="md">
        <Stack gap={4}>
          {above && <Anchor component={Link} to={above.to} size="sm">{above.label}</Anchor>}
          <Group justify="space-between" align="flex-start" gap="sm" wrap="wrap">
            <Group gap="sm" wrap="wrap" miw={0} style={{ flex: '1 1 180px' }}>
              <Title ref={heading} order={1} size="h2" tabIndex={-1} style={{ overflowWrap: 'anywhere', outline: 'none' }}>{title}</Title>
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
