import { Grid, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { nameOf } from '@/api/address';
import type { Versioned } from '@/api/client';
import { useEditor } from '@/api/editor';
import { toFault } from '@/api/error';
import { keys } from '@/api/keys';
import { useWorkspace } from '@/api/workspaces';
import { EditForm } from '@/ui/EditForm';
import { PreviewButton } from '@/ui/PreviewButton';
import { About } from './About';
import { Fields } from './Fields';
import { formOf, labels, updateOf, type ConnectionForm } from './form';
import { previewConnection, updateConnection, type Connection, type ConnectionKind, type Connector } from './queries';
import type { Secrets } from './useSecrets';

interface Props {
  kind: ConnectionKind;
  of: Connection;
  etag: string;
  connector: Connector | undefined;
  secrets: Secrets;
  onRename: () => void;
}

// Edit changes a source or destination by its form.
export function Edit({ kind, of, etag, connector, secrets, onRename }: Props) {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  const editor = useEditor<ConnectionForm>({
    key: `${slug}/${kind}/${of.id}`,
    of: { kind, id: of.id },
    server: { value: formOf(of), etag },
    write: async (form, { etag: under, base }): Promise<Versioned<ConnectionForm>> => {
      const now = await updateConnection(cache, slug, kind, of.id, nameOf(of), updateOf(form, base, secrets.typed), under);
      return { value: formOf(now.value), etag: now.etag };
    },
    refresh: () => cache.invalidateQueries({ queryKey: keys.kind(slug, kind) }),
    onSaved: secrets.forget,
  });
  const { draft, fault } = editor;
  const shown = secrets.of(draft.value, of.secrets, draft.set);
  return (
    <EditForm
      editor={editor}
      labels={labels}
      invalid={shown.lost.length > 0}
      hint={shown.lost.length > 0 ? 'Type the secrets again, or discard' : undefined}
      actions={draft.dirty && <PreviewButton toTrouble={toFault} ask={() => previewConnection(slug, kind, of.id, updateOf(draft.value, draft.base, {}))} />}
    >
      <Grid>
        <Grid.Col span={{ base: 12, md: 8.5 }}>
          <Stack gap="md"><Fields connector={connector} value={draft.value} onChange={draft.set} {...shown} problems={fault?.problems ?? []} /></Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 3.5 }}><About kind={kind} of={of} connector={connector} onRename={onRename} /></Grid.Col>
      </Grid>
    </EditForm>
  );
}
