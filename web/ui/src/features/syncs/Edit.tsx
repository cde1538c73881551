import { Grid } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Versioned } from '@/api/client';
import { useEditor } from '@/api/editor';
import { toFault } from '@/api/error';
import { keys } from '@/api/keys';
import { useWorkspace } from '@/api/workspaces';
import { EditForm } from '@/ui/EditForm';
import { titlesOf } from '@/ui/form/hints';
import { PreviewButton } from '@/ui/PreviewButton';
import { About } from './About';
import { Fields } from './Fields';
import { readFitted, type Origin } from './fit';
import { gapsOf, named } from './gaps';
import { formOf, labels, updateOf, type SyncForm } from './form';
import { previewSync, updateSync, useTarget, type Sync } from './queries';

interface Props {
  sync: Sync;
  etag: string;
  onRename: () => void;
  onYaml: () => void;
}

// Edit changes a sync by its form.
export function Edit({ sync, etag, onRename, onYaml }: Props) {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  const editor = useEditor<SyncForm>({
    key: `${slug}/syncs/${sync.id}`,
    of: { kind: 'syncs', id: sync.id },
    server: { value: formOf(sync), etag },
    write: async (form, { etag: under, base }): Promise<Versioned<SyncForm>> => {
      const now = await updateSync(cache, slug, sync, updateOf(await readFitted(cache, slug, form, originOf(sync, base)), base), under);
      return { value: formOf(now.value), etag: now.etag };
    },
    refresh: () => cache.invalidateQueries({ queryKey: keys.kind(slug, 'syncs') }),
  });
  const { draft, fault } = editor;
  const origin = originOf(sync, draft.base);
  const { target } = useTarget(slug, draft.value.destination, draft.value.destination === origin.destination ? origin.destinationId : undefined);
  const schema = target?.schema;
  const [tried, setTried] = useState(false);
  const missing = gapsOf(schema, draft.value.config, draft.value.destination === origin.destination ? draft.base.config : undefined);
  const titles = useMemo(() => ({ ...labels, ...(schema ? titlesOf(schema, 'config') : {}) }), [schema]);
  return (
    <EditForm
      editor={editor}
      labels={titles}
      invalid={missing.length > 0}
      onRefused={() => setTried(true)}
      hint={missing.length > 0 && draft.dirty ? `It needs ${named(missing)}` : undefined}
      actions={draft.dirty && <PreviewButton toTrouble={toFault} ask={async () => previewSync(slug, sync.id, updateOf(await readFitted(cache, slug, draft.value, origin), draft.base))} />}
    >
      <Grid>
        <Grid.Col span={{ base: 12, lg: 9 }}>
          <Fields
            value={draft.value}
            onChange={draft.set}
            problems={fault?.problems ?? []}
            checked={(tried && missing.length > 0) || fault !== null}
            origin={origin}
            paused={sync.disabled}
            yaml={onYaml}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 3 }}><About sync={sync} onRename={onRename} /></Grid.Col>
      </Grid>
    </EditForm>
  );
}

// originOf is what the settings of a form were made for, when it began.
function originOf(sync: Sync, base: SyncForm): Origin {
  return { destination: base.destination, destinationId: base.destination === sync.destination ? sync.destinationId : undefined, config: base.config };
}
