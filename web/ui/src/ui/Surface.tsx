import { Paper, type PaperProps } from '@mantine/core';
import type { ReactNode } from 'react';

// Surface is the sheet that lists, forms and panels lie on.
export function Surface({ children, ...props }: PaperProps & { children: ReactNode; component?: 'section' }) {
  return (
    <Paper withBorder p="md" bg="var(--app-surface)" style={{ borderColor: 'var(--app-line)' }} {...props}>
      {children}
    </Paper>
  );
}
