import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { patient } from '@/ui/patient';
import { theme, variables } from '@/ui/theme';
import { makeCache } from './cache';
import { makeRouter } from './router';
import { useNotices } from './useNotices';

const cache = makeCache();
const router = makeRouter(cache);
const Notices = lazy(() => patient(() => import('./Notices')));

export function App() {
  const notices = useNotices();
  return (
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      {notices && <Suspense><Notices /></Suspense>}
      <QueryClientProvider client={cache}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
