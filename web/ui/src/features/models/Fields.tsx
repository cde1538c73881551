import { SimpleGrid, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChoices } from '@/api/choices';
import { useWorkspace } from '@/api/workspaces';
import { ChooseOne } from '@/ui/ChooseOne';
import { NoneYet } from '@/ui/NoneYet';
import { Surface } from '@/ui/Surface';
import type { ModelForm } from './form';
import { QueryField } from './QueryField';

interface Props {
  value: ModelForm;
  onChange: (next: (now: ModelForm) => ModelForm) => void;
  faults: Partial<Record<keyof ModelForm, string>>;
  autoFocus?: boolean;
}

// Fields are a model's name, source, query and key.
export function Fields({ value, onChange, faults, autoFocus }: Props) {
  const set = (part: Partial<ModelForm>) => onChange((now) => ({ ...now, ...part }));
  const { slug } = useWorkspace();
  const [typed, setTyped] = useState('');
  const sources = useChoices('sources', typed);
  const none = sources.data?.length === 0 && typed === '';
  return (
    <Surface>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label="Name" required value={value.name} onChange={(e) => set({ name: e.currentTarget.value })} error={faults.name} data-autofocus={autoFocus} autoFocus={autoFocus} />
          <ChooseOne
            label="Source"
            description={none && <NoneYet what="source" to={`/w/${slug}/sources/new`} />}
            required
            placeholder="Search sources"
            value={value.source}
            onChange={(source) => set({ source })}
            choices={sources.data ?? []}
            onSearch={setTyped}
            loading={sources.isFetching}
            error={faults.source}
          />
        </SimpleGrid>
        <Textarea label="Description" autosize minRows={1} maxRows={6} value={value.description} onChange={(e) => set({ description: e.currentTarget.value })} error={faults.description} />
        <QueryField value={value} set={set} faults={faults} />
        <TextInput label="Primary key" description="The column that tells rows apart" maw={360} value={value.primaryKey} onChange={(e) => set({ primaryKey: e.currentTarget.value })} error={faults.primaryKey} />
      </Stack>
    </Surface>
  );
}
