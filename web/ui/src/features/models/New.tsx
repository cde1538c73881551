import { Code, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { pathOf, slugOf } from '@/api/address';
import { useEditor } from '@/api/editor';
import { toFault } from '@/api/error';
import { keys } from '@/api/keys';
import { useWorkspace } from '@/api/workspaces';
import { EditForm } from '@/ui/EditForm';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Surface } from '@/ui/Surface';
import { Fields } from './Fields';
import { createOf, customFault, emptyForm, faultsByField, formOf, labels, type ModelForm } from './form';
import { createModel, useModel, type Model } from './queries';

// NewModel makes a model, from nothing or as a copy of another.
export function NewModel({ from }: { from?: string }) {
  const { slug } = useWorkspace();
  return (
    <Page title="New model" above={{ label: 'Models', to: `/w/${slug}/models` }}>
      {from ? <Copy key={from} from={from} /> : <Form />}
    </Page>
  );
}

function Copy({ from }: { from: string }) {
  const { slug } = useWorkspace();
  const model = useModel(slug, from);
  if (model.data) return <Form of={model.data.value} />;
  return model.error ? <ErrorNote error={toFault(model.error)} onRetry={() => void model.refetch()} /> : <Loading rows={8} />;
}

type NewForm = ModelForm & { slug: string };

const blank = { ...emptyForm, slug: '' };

function Form({ of }: { of?: Model }) {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const created = useRef<Model>(null);
  const begin: NewForm = of ? { ...formOf(of), name: `${of.name} (copy)`, slug: '' } : blank;
  const editor = useEditor<NewForm>({
    key: `${slug}/models/new${of ? `/${of.id}` : ''}`,
    // A copy differs from nothing, so it can be saved as it is.
    server: { value: of ? blank : begin, etag: '' },
    begin,
    write: async (form) => {
      const made = await createModel(cache, slug, createOf(form, form.slug.trim()));
      cache.setQueryData(keys.one(slug, 'models', made.value.slug), made);
      created.current = made.value;
      return { value: form, etag: '' };
    },
    refresh: () => Promise.resolve(),
    onSaved: () => void navigate({ to: pathOf(slug, 'models', created.current!), replace: true }),
  });
  const { draft, fault } = editor;
  const value = draft.value;
  const missing = [!value.name.trim() && 'a name', !value.source && 'a source'].filter(Boolean).join(' and ');
  return (
    <EditForm
      editor={editor}
      labels={labels}
      saveLabel="Create model"
      invalid={missing !== '' || customFault(value) !== undefined}
      hint={missing ? `It needs ${missing}` : 'Nothing is created yet'}
    >
      <Stack gap="md">
        {of && <Text size="sm" c="dimmed">A copy of {of.name}. The syncs of the original stay with it.</Text>}
        <Fields value={value} onChange={(next) => draft.set((now) => ({ ...now, ...next(now) }))} faults={faultsByField(fault?.problems ?? [])} autoFocus />
        <Surface>
          <TextInput
            label="File name"
            description={<>The model’s name in Git: <Code>models/{value.slug.trim() || slugOf(value.name)}.yaml</Code></>}
            placeholder={value.name ? slugOf(value.name) : 'made from the name'}
            value={value.slug}
            onChange={(e) => {
              const typed = e.currentTarget.value;
              draft.set((now) => ({ ...now, slug: typed }));
            }}
            maw={420}
          />
        </Surface>
      </Stack>
    </EditForm>
  );
}
