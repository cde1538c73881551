import { Title } from '@mantine/core';
import { useEffect } from 'react';

// SettingsHome is the title above the list of settings, on a phone.
export function SettingsHome() {
  useEffect(() => {
    document.title = 'Settings · Lockstep';
  }, []);
  return <Title order={1} size="h2" mb="sm">Settings</Title>;
}
