import { useGitStatus } from '@/api/git';
import { useWorkspace } from '@/api/workspaces';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Surface } from '@/ui/Surface';

// Overview shows at a glance how the workspace stands.
export function Overview() {
  const { name } = useWorkspace();
  const status = useGitStatus();
  return <Page title={name}>{status.data ? <Surface>{status.data.message}</Surface> : <Loading />}</Page>;
}
