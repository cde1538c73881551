import { useMediaQuery } from '@mantine/hooks';
import { createFileRoute, Navigate } from '@tanstack/react-router';
import { SettingsHome } from '@/features/settings/Home';

export const Route = createFileRoute('/w/$workspace/settings/')({ component: Page });

// Beside the list there is room for a page; on a phone the list is the page.
function Page() {
  const phone = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false });
  return phone ? <SettingsHome /> : <Navigate to="/w/$workspace/settings/profile" from="/w/$workspace/settings" replace />;
}
