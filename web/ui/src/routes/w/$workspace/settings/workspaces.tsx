import { createFileRoute } from '@tanstack/react-router';
import { Workspaces } from '@/features/settings/Workspaces';

export const Route = createFileRoute('/w/$workspace/settings/workspaces')({ component: Page });

function Page() {
  const navigate = Route.useNavigate();
  return <Workspaces onOpen={(workspace) => void navigate({ to: '/w/$workspace', params: { workspace } })} />;
}
