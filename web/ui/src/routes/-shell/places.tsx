import { IconDatabase, IconGitMerge, IconHome, IconRefresh, IconSend, IconSettings, IconTable } from '@tabler/icons-react';
import type { ReactNode } from 'react';

export interface Place {
  label: string;
  path: string; // below the workspace
  icon: ReactNode;
  key: string; // after g
}

// places are the pages of the navigation, of the palette and of the shortcuts.
export const places: Place[] = [
  { label: 'Overview', path: '', icon: <IconHome size={18} stroke={1.7} />, key: 'o' },
  { label: 'Models', path: '/models', icon: <IconTable size={18} stroke={1.7} />, key: 'm' },
  { label: 'Syncs', path: '/syncs', icon: <IconRefresh size={18} stroke={1.7} />, key: 's' },
  { label: 'Sources', path: '/sources', icon: <IconDatabase size={18} stroke={1.7} />, key: 'u' },
  { label: 'Destinations', path: '/destinations', icon: <IconSend size={18} stroke={1.7} />, key: 'd' },
  { label: 'Git Sync', path: '/git', icon: <IconGitMerge size={18} stroke={1.7} />, key: 'g' },
  { label: 'Settings', path: '/settings', icon: <IconSettings size={18} stroke={1.7} />, key: ',' },
];
