import { lazy, Suspense } from 'react';
import { patient } from '@/ui/patient';

const Palette = lazy(() => patient(() => import('./Palette')));
const Shortcuts = lazy(() => patient(() => import('./Shortcuts')));

export type Overlay = 'palette' | 'shortcuts' | null;

interface Props {
  shown: Overlay;
  show: (next: Overlay) => void;
}

// Overlays are what comes up over a page by a key; each is loaded when it is first asked for.
export function Overlays({ shown, show }: Props) {
  return (
    <Suspense>
      {shown === 'palette' && <Palette onClose={() => show(null)} onShortcuts={() => show('shortcuts')} />}
      {shown === 'shortcuts' && <Shortcuts onClose={() => show(null)} />}
    </Suspense>
  );
}
