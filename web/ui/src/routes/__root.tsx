import { Button, Text } from '@mantine/core';
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, Link, Outlet } from '@tanstack/react-router';
import { toFault } from '@/api/error';
import { Doorway } from '@/ui/Doorway';
import { ErrorNote } from '@/ui/ErrorNote';

export const Route = createRootRouteWithContext<{ cache: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Failed,
});

function NotFound() {
  return (
    <Doorway title="There is nothing at this address" intro={<Text size="sm">It may have been renamed or removed.</Text>}>
      <Button component={Link} to="/">Go to the start</Button>
    </Doorway>
  );
}

function Failed({ error }: { error: unknown }) {
  return (
    <Doorway title="This page cannot be shown" width={560}>
      <ErrorNote error={toFault(error)} onRetry={() => window.location.reload()} />
    </Doorway>
  );
}
