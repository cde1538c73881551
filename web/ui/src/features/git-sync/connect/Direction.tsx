import { Group, Radio, Select, Stack, Text, Title } from '@mantine/core';
import { directionsOf, type ConnectDraft, type Direction } from './draft';
import type { StepProps } from './Wizard';

const words: Record<Direction, { title: string; text: string }> = {
  'two-way': { title: 'Join both', text: 'Each side gets what only the other has. Where both have the same thing and differ, you choose afterwards; until then both keep theirs. Take this one when in doubt.' },
  'app-to-repo': { title: 'Start from the app', text: 'The files in Git become what this workspace holds. Files of models and syncs that the workspace does not have are removed from the branch; Git’s history keeps them.' },
  'repo-to-app': { title: 'Start from Git', text: 'This workspace becomes what the files say. What the files do not name goes to the trash, from where it can be restored.' },
};

const modes: { value: ConnectDraft['mode']; label: string }[] = [
  { value: 'two-way', label: 'Both ways: app and Git follow each other' },
  { value: 'read-only', label: 'Git to app: synced resources are not edited in the app' },
  { value: 'backup', label: 'App to Git: Git keeps a copy, edits there are put back' },
];

// DirectionStep asks which side the first sync starts from, in plain words.
export function DirectionStep({ draft, set }: StepProps) {
  const allowed = directionsOf(draft.mode);
  return (
    <>
      <Title order={2} size="h4">Which side does it start from?</Title>
      <Radio.Group value={draft.direction ?? null} onChange={(v) => set({ direction: v as Direction })} aria-label="Which side does it start from?">
        <Stack gap="xs">
          {allowed.map((d) => (
            <Radio.Card key={d} value={d} p="md" radius="md" style={{ background: 'var(--app-surface)', borderColor: draft.direction === d ? 'var(--mantine-primary-color-filled)' : undefined }}>
              <Group wrap="nowrap" align="flex-start" gap="sm">
                <Radio.Indicator mt={2} />
                <div>
                  <Text size="sm" fw={600}>{words[d].title}</Text>
                  <Text size="sm" c="dimmed">{words[d].text}</Text>
                </div>
              </Group>
            </Radio.Card>
          ))}
        </Stack>
      </Radio.Group>
      <Select
        label="And from then on"
        data={modes}
        value={draft.mode}
        allowDeselect={false}
        maw={520}
        onChange={(v) => {
          const mode = v as ConnectDraft['mode'];
          const now = directionsOf(mode);
          set({ mode, direction: now.length === 1 ? now[0] : draft.mode === mode ? draft.direction : undefined });
        }}
      />
      <Text size="sm" c="dimmed">Nothing happens yet: the next step shows what would be done.</Text>
    </>
  );
}
