import { Checkbox, Code, Text, TextInput, Title } from '@mantine/core';
import type { StepProps } from './Wizard';

// Branch is where in the repository the files are.
export function Branch({ draft, set }: StepProps) {
  const folder = draft.path.trim().replace(/^\/+|\/+$/g, '');
  return (
    <>
      <Title order={2} size="h4">Which branch and folder?</Title>
      <TextInput label="Branch" description="It is made if it is not there yet." value={draft.branch} onChange={(e) => set({ branch: e.currentTarget.value })} required maw={420} autoComplete="off" spellCheck={false} />
      <TextInput
        label="Folder"
        description="Leave it empty for the top of the repository. Nothing outside of it is ever touched."
        placeholder="lockstep"
        value={draft.path}
        onChange={(e) => set({ path: e.currentTarget.value })}
        maw={420}
        autoComplete="off"
        spellCheck={false}
      />
      <Text size="sm">A model is then the file <Code>{folder ? `${folder}/` : ''}models/users.yaml</Code>, a sync <Code>{folder ? `${folder}/` : ''}syncs/users-to-crm.yaml</Code>.</Text>
      <Checkbox label="Keep sources and destinations in Git, too" description="Without passwords and other secrets: those are never written to a file." checked={draft.connections} onChange={(e) => set({ connections: e.currentTarget.checked })} />
    </>
  );
}
