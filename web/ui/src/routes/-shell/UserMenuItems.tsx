import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconCommand, IconKeyboard, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { meQuery, useSignOut } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';
import { useDark } from './useDark';

interface Props {
  onPalette: () => void;
  onShortcuts: () => void;
}

export default function UserMenuItems({ onPalette, onShortcuts }: Props) {
  const { slug } = useWorkspace();
  const { data: me } = useQuery(meQuery);
  const signOut = useSignOut();
  const navigate = useNavigate();
  const { dark, toggle } = useDark();
  return (
    <Menu position="bottom-end" width={240} defaultOpened>
      <Menu.Target>
        <ActionIcon variant="default" size={34} radius="xl" aria-label="Your menu"><IconUser size={18} /></ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label><Text size="sm" fw={600} c="var(--mantine-color-text)">{me?.user.name}</Text>{me?.user.emails?.[0]}</Menu.Label>
        <Menu.Item component={Link} to={`/w/${slug}/settings/profile`} leftSection={<IconUser size={16} />}>Profile</Menu.Item>
        <Menu.Item leftSection={<IconCommand size={16} />} onClick={onPalette} rightSection={<Text size="xs" c="dimmed">Ctrl K</Text>}>Commands</Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={onShortcuts} rightSection={<Text size="xs" c="dimmed">?</Text>}>Keyboard shortcuts</Menu.Item>
        <Menu.Item leftSection={dark ? <IconSun size={16} /> : <IconMoon size={16} />} onClick={toggle}>{dark ? 'Light colours' : 'Dark colours'}</Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate(undefined, { onSuccess: () => void navigate({ to: '/sign-in' }) })}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
