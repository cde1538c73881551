import { Box, Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { CodeAreaProps } from './code/CodeArea';
import { patient } from './patient';

const CodeArea = lazy(() => patient(() => import('./code/CodeArea')));

// CodeEditor edits or shows code. The editor itself is loaded when it is first needed.
export function CodeEditor(props: CodeAreaProps) {
  return (
    <Suspense fallback={<Skeleton h={props.minHeight ?? 160} aria-label="Loading the editor" />}>
      <Box style={{ border: '1px solid var(--app-line)', borderRadius: 'var(--mantine-radius-md)', overflow: 'hidden' }}>
        <CodeArea {...props} />
      </Box>
    </Suspense>
  );
}
