import { Box } from '@mantine/core';
import type { ReactNode } from 'react';

// Apart is something within a form that is saved by a button of its own: Enter in one of its
// inputs does not save the form.
export function Apart({ children }: { children: ReactNode }) {
  return (
    <Box
      onKeyDown={(e) => {
        if (e.key === 'Enter' && e.target instanceof HTMLInputElement) e.preventDefault();
      }}
    >
      {children}
    </Box>
  );
}
