import { ActionIcon, Menu, Text, useMantineColorScheme } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconCommand, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { meQuery, useSignOut } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';

// UserMenu is what a person does for oneself.
export function UserMenu() {
  const { slug } = useWorkspace();
  const { data: me } = useQuery(meQuery);
  const signOut = useSignOut();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon variant="default" size={34} radius="xl" aria-label="Your menu"><IconUser size={18} /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label><Text size="sm" fw={600} c="var(--mantine-color-text)">{me?.user.name}</Text>{me?.user.emails?.[0]}</Menu.Label>
        <Menu.Item component={Link} to={`/w/${slug}/settings/profile`} leftSection={<IconUser size={16} />}>Profile</Menu.Item>
        <Menu.Item leftSection={<IconCommand size={16} />} onClick={() => spotlight.open()} rightSection={<Text size="xs" c="dimmed">Ctrl K</Text>}>Commands</Menu.Item>
        <Menu.Item
          leftSection={colorScheme === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />}
          onClick={() => setColorScheme(colorScheme === 'dark' ? 'light' : 'dark')}
        >
          {colorScheme === 'dark' ? 'Light colours' : 'Dark colours'}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate(undefined, { onSuccess: () => void navigate({ to: '/sign-in' }) })}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
