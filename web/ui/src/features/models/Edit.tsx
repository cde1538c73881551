import { Grid } from '@mantine/core';
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
import { customFault, faultsByField, formOf, labels, updateOf, type ModelForm } from './form';
import { previewModel, updateModel, type Model } from './queries';

// Edit changes a model by its form.
export function Edit({ model, etag, onRename }: { model: Model; etag: string; onRename: () => void }) {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  const editor = useEditor<ModelForm>({
    key: `${slug}/models/${model.id}`,
    of: { kind: 'models', id: model.id },
    server: { value: formOf(model), etag },
    write: async (form, { etag: under, base }): Promise<Versioned<ModelForm>> => {
      const now = await updateModel(cache, slug, model.id, nameOf(model), updateOf(form, base), under);
      return { value: formOf(now.value), etag: now.etag };
    },
    refresh: () => cache.invalidateQueries({ queryKey: keys.kind(slug, 'models') }),
  });
  const { draft, fault } = editor;
  const invalid = customFault(draft.value) !== undefined;
  return (
    <EditForm
      editor={editor}
      labels={labels}
      invalid={invalid}
      actions={draft.dirty && !invalid && <PreviewButton toTrouble={toFault} ask={() => previewModel(slug, model.id, updateOf(draft.value, draft.base))} />}
    >
      <Grid>
        <Grid.Col span={{ base: 12, md: 8.5 }}><Fields value={draft.value} onChange={draft.set} faults={faultsByField(fault?.problems ?? [])} /></Grid.Col>
        <Grid.Col span={{ base: 12, md: 3.5 }}><About model={model} onRename={onRename} /></Grid.Col>
      </Grid>
    </EditForm>
  );
}
