import { Code, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { pathOf } from '@/api/address';
import { useEditor } from '@/api/editor';
import { toFault } from '@/api/error';
import { useWorkspace } from '@/api/workspaces';
import { EditForm } from '@/ui/EditForm';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Surface } from '@/ui/Surface';
import { Fields } from './Fields';
import { readFitted, type Origin } from './fit';
import { gapsOf, named } from './gaps';
import { createOf, emptyForm, formOf, labels, type SyncForm } from './form';
import { createSync, useSync, useTarget, type Sync } from './queries';

export interface NewSyncSearch {
  from?: string; // a sync to copy
  model?: string;
  destination?: string;
}

// NewSync makes a sync: of a model, of a destination, or as a copy of another sync.
export function NewSync({ from, ...ends }: NewSyncSearch) {
  const { slug } = useWorkspace();
  return (
    <Page title="New sync" above={{ label: 'Syncs', to: `/w/${slug}/syncs` }}>
      {from ? <Copy key={from} from={from} /> : <Form {...ends} />}
    </Page>
  );
}

function Copy({ from }: { from: string }) {
  const { slug } = useWorkspace();
  const sync = useSync(slug, from);
  if (sync.data) return <Form of={sync.data.value} />;
  return sync.error ? <ErrorNote error={toFault(sync.error)} onRetry={() => void sync.refetch()} /> : <Loading rows={8} />;
}

type NewForm = SyncForm & { slug: string; paused: boolean };

const blank: NewForm = { ...emptyForm, slug: '', paused: false };

function Form({ of, model = '', destination = '' }: { of?: Sync; model?: string; destination?: string }) {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const created = useRef<Sync>(null);
  const begin: NewForm = of ? { ...formOf(of), slug: '', paused: of.disabled } : { ...blank, model, destination };
  const origin: Origin = of ? { destination: of.destination, destinationId: of.destinationId, config: begin.config } : { destination: '', config: {} };
  const editor = useEditor<NewForm>({
    key: `${slug}/syncs/new${of ? `/${of.id}` : ''}`,
    server: { value: blank, etag: '' },
    begin,
    write: async (form) => {
      const made = await createSync(cache, slug, createOf(await readFitted(cache, slug, form, origin), form.slug.trim(), form.paused));
      created.current = made.value;
      return { value: form, etag: '' };
    },
    refresh: () => Promise.resolve(),
    onSaved: () => void navigate({ to: pathOf(slug, 'syncs', created.current!), replace: true }),
  });
  const { draft, fault } = editor;
  const value = draft.value;
  const [tried, setTried] = useState(false);
  const { target } = useTarget(slug, value.destination, value.destination === origin.destination ? origin.destinationId : undefined);
  const ends = [!value.model && 'a model', !value.destination && 'a destination'].filter((end) => end !== false);
  const missing = [...ends, ...gapsOf(target?.schema, value.config)];
  const stem = value.model && value.destination ? `${value.model}-to-${value.destination}` : '';
  const set = (part: Partial<NewForm>) => draft.set((now) => ({ ...now, ...part }));
  return (
    <EditForm editor={editor} labels={labels} saveLabel="Create sync" invalid={missing.length > 0} onRefused={ends.length > 0 ? undefined : () => setTried(true)} hint={missing.length > 0 ? `It needs ${named(missing)}` : 'Nothing is created yet'}>
      <Stack gap="md">
        {of && <Text size="sm" c="dimmed">A copy of {of.slug}.</Text>}
        <Fields value={value} onChange={(next) => draft.set((now) => ({ ...now, ...next(now) }))} problems={fault?.problems ?? []} checked={tried || fault !== null} paused={value.paused} origin={origin} />
        <Surface>
          <Stack gap="md">
            <Switch label="Start paused" description="The schedule starts nothing until somebody resumes it" checked={value.paused} onChange={(e) => set({ paused: e.currentTarget.checked })} />
            <TextInput
              label="File name"
              description={<>The sync’s name in Git: <Code>syncs/{value.slug.trim() || stem || '…'}.yaml</Code></>}
              placeholder={stem || 'made from model and destination'}
              value={value.slug}
              onChange={(e) => set({ slug: e.currentTarget.value })}
              maw={420}
            />
          </Stack>
        </Surface>
      </Stack>
    </EditForm>
  );
}
