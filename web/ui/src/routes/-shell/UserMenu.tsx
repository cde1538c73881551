import { ActionIcon } from '@mantine/core';
import { IconUser } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { patient } from '@/ui/patient';

const load = () => patient(() => import('./UserMenuItems'));
const early = () => void load().catch(() => undefined);
const UserMenuItems = lazy(load);

interface Props {
  onPalette: () => void;
  onShortcuts: () => void;
}

// UserMenu is what a person does for oneself. What is in it comes when it is first opened.
export function UserMenu(props: Props) {
  const [asked, setAsked] = useState(false);
  const button = (
    <ActionIcon variant="default" size={34} radius="xl" aria-label="Your menu" aria-haspopup="menu" onPointerEnter={early} onFocus={early} onClick={() => setAsked(true)}>
      <IconUser size={18} />
    </ActionIcon>
  );
  return asked ? <Suspense fallback={button}><UserMenuItems {...props} /></Suspense> : button;
}
