import { Alert, Button, Code, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ErrorNote, type Trouble } from './ErrorNote';

interface Props {
  folder: string; // models, syncs, …
  slug: string;
  follows?: string; // what keeps working, a sentence
  onRename: (slug: string) => Promise<unknown>;
  renaming: boolean;
  error: Trouble | null;
  onClose: () => void;
}

// RenameFile gives a resource another slug, which is the name of its file.
export function RenameFile({ folder, slug, follows, onRename, renaming, error, onClose }: Props) {
  const [next, setNext] = useState(slug);
  const wanted = next.trim();
  return (
    <Modal opened onClose={onClose} title="Rename the file">
      <form
        onSubmit={(e) => {
          e.preventDefault();
          if (wanted && wanted !== slug) void onRename(wanted).then(onClose, () => undefined);
        }}
      >
        <Stack>
          <Text size="sm">The name of the file is what the resource is known by in Git. Renaming moves the file, in one commit; its history stays.</Text>
          <TextInput label="File name" value={next} onChange={(e) => setNext(e.currentTarget.value)} rightSection={<Text size="sm" c="dimmed">.yaml</Text>} rightSectionWidth={56} data-autofocus />
          {wanted && wanted !== slug && (
            <Alert color="blue" variant="light">
              <Text size="sm"><Code>{folder}/{slug}.yaml</Code> moves to <Code>{folder}/{wanted}.yaml</Code>. {follows}</Text>
            </Alert>
          )}
          {error && <ErrorNote title="Not renamed" error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" loading={renaming} disabled={!wanted || wanted === slug}>Rename</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
