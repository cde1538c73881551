import { createFileRoute, Outlet } from '@tanstack/react-router';
import { Frame } from '@/features/settings/Frame';

export const Route = createFileRoute('/w/$workspace/settings')({ component: Layout });

function Layout() {
  return (
    <Frame>
      <Outlet />
    </Frame>
  );
}
