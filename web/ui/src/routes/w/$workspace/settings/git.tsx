import { createFileRoute } from '@tanstack/react-router';
import { Credentials } from '@/features/git-sync/Credentials';
import { Page } from '@/ui/Page';

export const Route = createFileRoute('/w/$workspace/settings/git')({
  component: () => <Page title="Git credentials"><Credentials /></Page>,
});
