import { IconArrowsShuffle, IconGitBranch, IconKey, IconServer, IconStack2, IconTrash, IconUser, IconUsers } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Section {
  path: string; // below settings
  label: string;
  icon: ReactNode;
  admin?: boolean; // only administrators see it
}

export const sections: Section[] = [
  { path: 'profile', label: 'Profile', icon: <IconUser size={17} stroke={1.7} /> },
  { path: 'people', label: 'People', icon: <IconUsers size={17} stroke={1.7} />, admin: true },
  { path: 'keys', label: 'API keys', icon: <IconKey size={17} stroke={1.7} /> },
  { path: 'git', label: 'Git credentials', icon: <IconGitBranch size={17} stroke={1.7} />, admin: true },
  { path: 'workspaces', label: 'Workspaces', icon: <IconStack2 size={17} stroke={1.7} /> },
  { path: 'aliases', label: 'Aliases', icon: <IconArrowsShuffle size={17} stroke={1.7} /> },
  { path: 'trash', label: 'Trash', icon: <IconTrash size={17} stroke={1.7} /> },
  { path: 'installation', label: 'Installation', icon: <IconServer size={17} stroke={1.7} /> },
];
