import type { TooltipProps } from '@mantine/core';
import { lazy, Suspense, useRef, useState, type ComponentType, type ReactNode } from 'react';
import type { BubbleProps } from './Bubble';
import { patient } from './patient';

// A page without its hints is better than none.
const Bubble = lazy<ComponentType<BubbleProps>>(() => patient(() => import('./Bubble')).catch(() => ({ default: () => null })));

interface Props extends Pick<TooltipProps, 'label' | 'multiline' | 'maw'> {
  children: ReactNode; // one element
}

// Hint says more about an element while it is pointed at or has the focus. What shows it is
// loaded then, not before.
export function Hint({ children, ...bubble }: Props) {
  const frame = useRef<HTMLSpanElement>(null);
  const [target, setTarget] = useState<HTMLElement | null>(null);
  const [over, setOver] = useState(false);
  const enter = () => {
    setTarget(frame.current?.firstElementChild as HTMLElement | null);
    setOver(true);
  };
  const leave = () => setOver(false);
  return (
    <>
      <span ref={frame} style={{ display: 'contents' }} onPointerEnter={enter} onPointerLeave={leave} onFocus={enter} onBlur={leave}>
        {children}
      </span>
      {target && <Suspense><Bubble {...bubble} target={target} shown={over} /></Suspense>}
    </>
  );
}
