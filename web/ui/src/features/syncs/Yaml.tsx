import { useQuery } from '@tanstack/react-query';
import type { Versioned } from '@/api/client';
import { toFault } from '@/api/error';
import { fileQuery, useFile, type FileText } from '@/api/files';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { YamlPanel } from '@/ui/YamlPanel';
import { useTarget, type Sync } from './queries';

// Yaml is the file of a sync.
export function Yaml({ sync }: { sync: Sync }) {
  const { slug } = useWorkspace();
  const file = useQuery(fileQuery(slug, 'syncs', sync.slug));
  if (file.data) return <Panel sync={sync} file={file.data} />;
  return file.error ? <ErrorNote error={toFault(file.error)} onRetry={() => void file.refetch()} /> : <Loading rows={8} />;
}

function Panel({ sync, file }: { sync: Sync; file: Versioned<FileText> }) {
  const { slug } = useWorkspace();
  const { target } = useTarget(slug, sync.destination, sync.destinationId);
  const type = target?.schema ? target.type : undefined;
  return <YamlPanel path={`syncs/${sync.slug}.yaml`} {...useFile({ kind: 'syncs', id: sync.id, slug: sync.slug, type }, file)} />;
}
