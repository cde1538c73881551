import { Spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useWorkspace } from '@/api/workspaces';
import { places } from './places';

// Palette goes anywhere by typing.
export function Palette() {
  const { slug } = useWorkspace();
  const navigate = useNavigate();
  return (
    <Spotlight
      shortcut={['mod + K']}
      nothingFound="Nothing of that name"
      searchProps={{ leftSection: <IconSearch size={18} />, placeholder: 'Go to a page', 'aria-label': 'Command' }}
      actions={places.map((p) => ({
        id: p.path || '/',
        label: p.label,
        description: `g ${p.key}`,
        leftSection: p.icon,
        onClick: () => void navigate({ to: `/w/${slug}${p.path}` }),
      }))}
    />
  );
}
