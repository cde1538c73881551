import { SimpleGrid, Stack, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import { useChoices } from '@/api/choices';
import { useWorkspace } from '@/api/workspaces';
import { ChooseOne } from '@/ui/ChooseOne';
import type { Problem } from '@/ui/form/types';
import { NoneYet } from '@/ui/NoneYet';
import { Surface } from '@/ui/Surface';
import type { Origin } from './fit';
import { faultAt, type SyncForm } from './form';
import { ScheduleField } from './ScheduleField';
import { Target } from './Target';

interface Props {
  value: SyncForm;
  onChange: (next: (now: SyncForm) => SyncForm) => void;
  problems: Problem[];
  checked: boolean; // it was tried to be saved
  origin: Origin;
  paused: boolean;
  yaml?: () => void;
}

// Fields are a sync's ends, what it writes, and when.
export function Fields({ value, onChange, problems, checked, origin, paused, yaml }: Props) {
  const set = (part: Partial<SyncForm>) => onChange((now) => ({ ...now, ...part }));
  const { slug } = useWorkspace();
  const [model, setModel] = useState('');
  const [destination, setDestination] = useState('');
  const models = useChoices('models', model);
  const destinations = useChoices('destinations', destination);
  const none = (found: unknown[] | undefined, typed: string) => found?.length === 0 && typed === '';
  return (
    <Stack gap="md">
      <Surface>
        <Stack gap="md">
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <ChooseOne
              label="Model"
              description={none(models.data, model) ? <NoneYet what="model" to={`/w/${slug}/models/new`} /> : 'Whose rows are delivered'}
              required
              placeholder="Search models"
              value={value.model}
              onChange={(m) => set({ model: m })}
              choices={models.data ?? []}
              onSearch={setModel}
              loading={models.isFetching}
              error={faultAt(problems, 'model')}
            />
            <ChooseOne
              label="Destination"
              description={none(destinations.data, destination) ? <NoneYet what="destination" to={`/w/${slug}/destinations/new`} /> : 'Where they go'}
              required
              placeholder="Search destinations"
              value={value.destination}
              onChange={(d) => set({ destination: d })}
              choices={destinations.data ?? []}
              onSearch={setDestination}
              loading={destinations.isFetching}
              error={faultAt(problems, 'destination')}
            />
          </SimpleGrid>
          <Textarea label="Description" autosize minRows={1} maxRows={6} value={value.description} onChange={(e) => set({ description: e.currentTarget.value })} error={faultAt(problems, 'description')} />
        </Stack>
      </Surface>
      <Surface component="section">
        <Stack gap="md">
          <Title order={2} size="h4">What is written</Title>
          <Target model={value.model} destination={value.destination} origin={origin} value={value.config} onChange={(config) => set({ config })} problems={problems} checked={checked} yaml={yaml} />
        </Stack>
      </Surface>
      <Surface component="section">
        <Stack gap="md">
          <Title order={2} size="h4">Schedule</Title>
          <ScheduleField value={value.schedule[0]} onChange={(s) => set({ schedule: [s] })} problems={problems} paused={paused} />
        </Stack>
      </Surface>
    </Stack>
  );
}
