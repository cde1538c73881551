import { Box, Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { CompareProps } from './code/Compare';
import { patient } from './patient';

const Compare = lazy(() => patient(() => import('./code/Compare')));

// DiffView shows what changed from one text to another.
export function DiffView(props: CompareProps) {
  return (
    <Suspense fallback={<Skeleton h={120} aria-label="Loading the comparison" />}>
      <Box style={{ border: '1px solid var(--app-line)', borderRadius: 'var(--mantine-radius-md)', overflow: 'hidden' }}>
        <Compare {...props} />
      </Box>
    </Suspense>
  );
}
