import { Checkbox, NumberInput, Radio, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { GitSettings } from '@/api/git';
import { Surface } from '@/ui/Surface';
import type { TabProps } from './Settings';

interface Option {
  value: string;
  label: string;
  text: string;
}

const modes: Option[] = [
  { value: 'two-way', label: 'Both ways', text: 'The app and Git follow each other.' },
  { value: 'read-only', label: 'Git to app', text: 'What is in Git cannot be edited in the app; the page names the file.' },
  { value: 'backup', label: 'App to Git', text: 'Git keeps a copy. Files that differ are put back, and stay in Git’s history.' },
];

const deletes: Option[] = [
  { value: 'archive', label: 'It goes to the trash', text: 'From where it can be restored.' },
  { value: 'keep', label: 'It stays in the app', text: 'Its file stays away until somebody edits it here, or until a full resync.' },
  { value: 'delete', label: 'It is deleted for good', text: 'Only its history is kept.' },
];

const conflicts: Option[] = [
  { value: 'ask', label: 'Ask', text: 'It waits for somebody to choose; both sides keep what they have.' },
  { value: 'prefer-app', label: 'The app wins', text: 'For the fields that differ. What lost is kept in the history.' },
  { value: 'prefer-repo', label: 'Git wins', text: 'For the fields that differ. What lost is kept in the history.' },
];

// PoliciesTab is what Git Sync does when there is a choice.
export function PoliciesTab({ value, set }: TabProps) {
  const always = value.deleteCount === -1 && value.deletePercent === -1;
  return (
    <Stack gap="md">
      <Choice title="Direction" label="Changes go" options={modes} value={value.mode} onChange={(v) => set({ mode: v as GitSettings['mode'] })} />
      <Choice title="Deleted files" label="When a file is deleted in Git" options={deletes} value={value.deletePolicy} onChange={(v) => set({ deletePolicy: v as GitSettings['deletePolicy'] })}>
        <Title order={3} size="h5" mt="sm">Limit</Title>
        <Text size="sm">A commit that deletes more than both limits stops and asks first.</Text>
        <Checkbox label="Ask about every deletion" checked={always} onChange={(e) => set(e.currentTarget.checked ? { deleteCount: -1, deletePercent: -1 } : { deleteCount: 5, deletePercent: 10 })} />
        {!always && (
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <NumberInput label="Number of resources" min={1} value={value.deleteCount} onChange={(v) => set({ deleteCount: Number(v) || 5 })} />
            <NumberInput label="Share of all resources" suffix=" %" min={1} max={100} value={value.deletePercent} onChange={(v) => set({ deletePercent: Number(v) || 10 })} />
          </SimpleGrid>
        )}
      </Choice>
      <Choice title="Conflicts" label="When both sides changed the same field" options={conflicts} value={value.conflictPolicy} onChange={(v) => set({ conflictPolicy: v as GitSettings['conflictPolicy'] })} />
      <Surface component="section">
        <Stack gap="sm">
          <Title order={2} size="h4">What is in Git</Title>
          <Text size="sm">Models and syncs always are.</Text>
          <Checkbox label="Sources and destinations" description="Without passwords and other secrets: those are never written to a file." checked={value.includeConnections ?? false} onChange={(e) => set({ includeConnections: e.currentTarget.checked })} />
          <Checkbox label="A list of sources and destinations" description="A file that says what the names in models and syncs stand for." checked={value.writeManifest ?? false} onChange={(e) => set({ writeManifest: e.currentTarget.checked })} />
          <Checkbox label="A line for editors in new files" description="So that an editor completes and checks what one writes." checked={value.schemaComment ?? false} onChange={(e) => set({ schemaComment: e.currentTarget.checked })} />
          <Checkbox label="Hold files with unknown keys" description="Otherwise such a key is kept, with a warning." checked={value.strict ?? false} onChange={(e) => set({ strict: e.currentTarget.checked })} />
        </Stack>
      </Surface>
    </Stack>
  );
}

function Choice({ title, label, options, value, onChange, children }: { title: string; label: string; options: Option[]; value: string | undefined; onChange: (v: string) => void; children?: React.ReactNode }) {
  return (
    <Surface component="section">
      <Stack gap="sm">
        <Title order={2} size="h4">{title}</Title>
        <Radio.Group label={label} value={value} onChange={onChange}>
          <Stack gap={8} mt={6}>
            {options.map((o) => <Radio key={o.value} value={o.value} label={o.label} description={o.text} />)}
          </Stack>
        </Radio.Group>
        {children}
      </Stack>
    </Surface>
  );
}
