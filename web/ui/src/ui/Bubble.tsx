import { Tooltip, type TooltipProps } from '@mantine/core';
import { useEffect, useState } from 'react';

const after = 250; // milliseconds

export type BubbleProps = Omit<TooltipProps, 'children'> & { shown: boolean };

// Bubble is what a Hint shows.
export default function Bubble({ shown, ...props }: BubbleProps) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOpen(shown), shown ? after : 0);
    return () => clearTimeout(timer);
  }, [shown]);
  return <Tooltip {...props} opened={open} />;
}
