import { Code, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { pathOf, slugOf } from '@/api/address';
import { useEditor } from '@/api/editor';
import { keys } from '@/api/keys';
import { useWorkspace } from '@/api/workspaces';
import { EditForm } from '@/ui/EditForm';
import { Surface } from '@/ui/Surface';
import { Fields } from './Fields';
import { createOf, fieldFault, labels, type ConnectionForm } from './form';
import { createConnection, type Connection, type ConnectionKind, type Connector } from './queries';
import { useSecrets } from './useSecrets';
import { words } from './words';

type Form = ConnectionForm & { slug: string };

// NewForm makes a source or destination of a type.
export function NewForm({ kind, connector }: { kind: ConnectionKind; connector: Connector }) {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const created = useRef<Connection>(null);
  const secrets = useSecrets();
  const editor = useEditor<Form>({
    key: `${slug}/${kind}/new/${connector.type}`,
    server: { value: { name: '', description: '', config: {}, secrets: [], slug: '' }, etag: '' },
    write: async (form) => {
      const made = await createConnection(cache, slug, kind, createOf(form, connector.type, form.slug.trim(), secrets.typed));
      cache.setQueryData(keys.one(slug, kind, made.value.slug), made);
      created.current = made.value;
      return { value: form, etag: '' };
    },
    refresh: () => Promise.resolve(),
    onSaved: () => void navigate({ to: pathOf(slug, kind, created.current!), replace: true }),
  });
  const { draft, fault } = editor;
  const { value } = draft;
  const change = (next: (now: ConnectionForm) => ConnectionForm) => draft.set((now) => ({ ...now, ...next(now) }));
  const shown = secrets.of(value, [], change);
  const one = words[kind].one;
  const missing = value.name.trim() === '' ? 'It needs a name' : shown.lost.length > 0 ? 'Type the secrets again' : '';
  return (
    <EditForm editor={editor} labels={labels} saveLabel={`Create ${one}`} invalid={missing !== ''} hint={missing || 'Nothing is created yet'}>
      <Stack gap="md">
        <Fields connector={connector} value={value} onChange={change} {...shown} problems={fault?.problems ?? []} autoFocus />
        <Surface>
          <TextInput
            label="File name"
            description={<>Its name in Git: <Code>{kind}/{value.slug.trim() || slugOf(value.name)}.yaml</Code></>}
            placeholder={value.name ? slugOf(value.name) : 'made from the name'}
            value={value.slug}
            onChange={(e) => {
              const typed = e.currentTarget.value;
              draft.set((now) => ({ ...now, slug: typed }));
            }}
            error={fieldFault(fault?.problems ?? [], 'slug')}
            maw={420}
          />
        </Surface>
      </Stack>
    </EditForm>
  );
}
