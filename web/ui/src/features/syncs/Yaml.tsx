import { FileTab } from '@/api/FileTab';
import { useWorkspace } from '@/api/workspaces';
import { useTarget, type Sync } from './queries';

// Yaml is the file of a sync, which is checked by its destination's type.
export function Yaml({ sync }: { sync: Sync }) {
  const { slug } = useWorkspace();
  const { target } = useTarget(slug, sync.destination, sync.destinationId);
  return <FileTab kind="syncs" id={sync.id} slug={sync.slug} type={target?.schema ? target.type : undefined} />;
}
