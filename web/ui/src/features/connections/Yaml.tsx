import { useQuery } from '@tanstack/react-query';
import type { Versioned } from '@/api/client';
import { toFault } from '@/api/error';
import { fileQuery, useFile, type FileText } from '@/api/files';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { YamlPanel } from '@/ui/YamlPanel';
import type { Connection, ConnectionKind } from './queries';

// Yaml is the file of a source or destination. Secrets are in none.
export function Yaml({ kind, of }: { kind: ConnectionKind; of: Connection }) {
  const { slug } = useWorkspace();
  const file = useQuery(fileQuery(slug, kind, of.slug));
  if (file.data) return <Panel kind={kind} of={of} file={file.data} />;
  return file.error ? <ErrorNote error={toFault(file.error)} onRetry={() => void file.refetch()} /> : <Loading rows={8} />;
}

function Panel({ kind, of, file }: { kind: ConnectionKind; of: Connection; file: Versioned<FileText> }) {
  return <YamlPanel path={`${kind}/${of.slug}.yaml`} {...useFile({ kind, id: of.id, slug: of.slug, type: of.type }, file)} />;
}
