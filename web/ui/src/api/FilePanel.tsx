import { useQuery } from '@tanstack/react-query';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { YamlPanel } from '@/ui/YamlPanel';
import type { Versioned } from './client';
import { toFault } from './error';
import { fileQuery, useFile, type FileOf, type FileText } from './files';
import { useWorkspace } from './workspaces';

// FilePanel reads the file of a resource and edits it.
export default function FilePanel(of: FileOf) {
  const { slug } = useWorkspace();
  const file = useQuery(fileQuery(slug, of.kind, of.slug));
  if (file.data) return <Opened of={of} file={file.data} />;
  return file.error ? <ErrorNote error={toFault(file.error)} onRetry={() => void file.refetch()} /> : <Loading rows={8} />;
}

function Opened({ of, file }: { of: FileOf; file: Versioned<FileText> }) {
  return <YamlPanel path={`${of.kind}/${of.slug}.yaml`} valuesOnly={of.kind === 'sources' || of.kind === 'destinations'} {...useFile(of, file)} />;
}
