import { useQuery } from '@tanstack/react-query';
import type { Versioned } from '@/api/client';
import { toFault } from '@/api/error';
import { fileQuery, useFile, type FileText } from '@/api/files';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { YamlPanel } from '@/ui/YamlPanel';
import type { Model } from './queries';

// Yaml is the file of a model.
export function Yaml({ model }: { model: Model }) {
  const { slug } = useWorkspace();
  const file = useQuery(fileQuery(slug, 'models', model.slug));
  if (file.data) return <Panel model={model} file={file.data} />;
  return file.error ? <ErrorNote error={toFault(file.error)} onRetry={() => void file.refetch()} /> : <Loading rows={8} />;
}

function Panel({ model, file }: { model: Model; file: Versioned<FileText> }) {
  return <YamlPanel path={`models/${model.slug}.yaml`} {...useFile({ kind: 'models', id: model.id, slug: model.slug }, file)} />;
}
