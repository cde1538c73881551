import { Button, Center } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, Link, Outlet, useRouter } from '@tanstack/react-router';
import { toFault } from '@/api/error';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNote } from '@/ui/ErrorNote';

export const Route = createRootRouteWithContext<{ cache: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Failed,
});

function NotFound() {
  return (
    <Center mih="60dvh">
      <EmptyState icon={<IconMapOff />} title="There is nothing at this address" action={<Button component={Link} to="/">Go to the start</Button>}>
        It may have been renamed or removed.
      </EmptyState>
    </Center>
  );
}

function Failed({ error }: { error: unknown }) {
  const router = useRouter();
  return (
    <Center mih="60dvh" p="md">
      <ErrorNote error={toFault(error)} onRetry={() => void router.invalidate()} />
    </Center>
  );
}
