import { keepPreviousData, queryOptions, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import { client, take, type Schemas, type Versioned } from './client';
import { useEditor } from './editor';
import { toFault } from './error';
import { keys, type Kind } from './keys';
import { mergeLines } from './mergeLines';
import { useWorkspace } from './workspaces';

export type Preview = Schemas['Preview'];

// FileText is a resource as its file says it, and whose text that is.
export interface FileText {
  text: string;
  of: string; // branch, app or canonical
}

const asYaml = { bodySerializer: (text: string) => text, headers: { 'Content-Type': 'application/yaml' } };

export const fileQuery = (workspace: string, kind: Kind, slug: string) =>
  queryOptions({
    queryKey: keys.file(workspace, kind, slug),
    queryFn: async (): Promise<Versioned<FileText>> => {
      const asked = client.GET('/api/v1/files/{folder}/{slug}', { params: { path: { folder: kind, slug }, query: { workspace } }, parseAs: 'text' });
      const text = await take(asked);
      const { headers } = (await asked).response;
      return { value: { text, of: headers.get('X-Lockstep-Text') ?? 'canonical' }, etag: headers.get('ETag') ?? '' };
    },
  });

const singular = { sources: 'source', destinations: 'destination', models: 'model', syncs: 'sync' } as const;

// useFileSchema is the JSON Schema of a kind's files; of a sync's, for its destination's type.
export function useFileSchema(kind: Kind, type?: string) {
  return useQuery({
    queryKey: ['schema', kind, type],
    queryFn: () => take(client.GET('/api/v1/schemas/{kind}', { params: { path: { kind: singular[kind] }, query: { type } } })) as Promise<object>,
    staleTime: Infinity,
  }).data;
}

function previewFile(workspace: string, kind: Kind, slug: string, text: string): Promise<Preview> {
  return take(client.POST('/api/v1/files/{folder}/{slug}/preview', { params: { path: { folder: kind, slug }, query: { workspace } }, body: text, ...asYaml }));
}

async function writeFile(cache: QueryClient, workspace: string, kind: Kind, slug: string, text: string, etag: string) {
  await take(client.PUT('/api/v1/files/{folder}/{slug}', { params: { path: { folder: kind, slug }, query: { workspace }, header: { 'If-Match': etag } }, body: text, ...asYaml }));
  const now = await cache.fetchQuery({ ...fileQuery(workspace, kind, slug), staleTime: 0 });
  void cache.invalidateQueries({ queryKey: keys.kind(workspace, kind) });
  return { value: now.value.text, etag: now.etag };
}

// FileOf names the resource that a file is of.
export interface FileOf {
  kind: Kind;
  id: number;
  slug: string;
  type?: string; // of a sync's destination
}

// useFile is what ui/YamlPanel edits: the text of a resource's file, what is wrong with it, and
// what the file on the branch would become.
export function useFile({ kind, id, slug, type }: FileOf, file: Versioned<FileText>) {
  const workspace = useWorkspace().slug;
  const cache = useQueryClient();
  const editor = useEditor<string>({
    // A person may type a password into the file of a connection before it is refused.
    key: kind === 'sources' || kind === 'destinations' ? null : `${workspace}/${kind}/${id}/yaml`,
    of: { kind, id },
    server: { value: file.value.text, etag: file.etag },
    merge: mergeLines,
    write: (text, { etag }) => writeFile(cache, workspace, kind, slug, text, etag),
    refresh: () => cache.invalidateQueries({ queryKey: keys.kind(workspace, kind) }),
  });
  const [text] = useDebouncedValue(editor.draft.value, 300);
  const preview = useQuery({
    queryKey: [...keys.file(workspace, kind, slug), 'preview', text],
    queryFn: () => previewFile(workspace, kind, slug, text),
    enabled: editor.draft.dirty,
    placeholderData: keepPreviousData,
    gcTime: 10_000,
    retry: false,
  });
  return {
    editor,
    of: file.value.of,
    schema: useFileSchema(kind, type),
    preview: editor.draft.dirty ? preview.data : undefined,
    // What is shown is of the very text that stands in the editor.
    current: text === editor.draft.value && !preview.isPlaceholderData,
    previewError: editor.draft.dirty && preview.error ? toFault(preview.error) : null,
  };
}
