import { Button, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useState } from 'react';
import { ErrorNote, type Trouble } from './ErrorNote';
import { Loading } from './Loading';
import { Changes, type FilePreview } from './YamlPanel';

interface Props {
  ask: () => Promise<FilePreview>;
  toTrouble: (error: unknown) => Trouble;
}

// PreviewButton shows what saving a form would change in the file that Git sees.
export function PreviewButton({ ask, toTrouble }: Props) {
  const [opened, { open, close }] = useDisclosure(false);
  const [answer, setAnswer] = useState<FilePreview | null>(null);
  const [error, setError] = useState<Trouble | null>(null);
  const look = () => {
    setAnswer(null);
    setError(null);
    open();
    ask().then(setAnswer, (e: unknown) => setError(toTrouble(e)));
  };
  return (
    <>
      <Button variant="default" onClick={look}>See the change</Button>
      <Modal opened={opened} onClose={close} size="xl" title={answer?.of === 'canonical' ? 'What changes in the file' : 'What Git will see'}>
        <Stack>
          {error && <ErrorNote title="There is no preview" error={error} />}
          {!answer && !error && <Loading />}
          {answer && !answer.valid && <ErrorNote title="This cannot be saved yet" error={{ code: 'invalid', message: 'The value is not valid', problems: answer.problems }} />}
          {answer?.valid && <Changes preview={answer} />}
          {answer?.valid && <Text size="sm" c="dimmed">Nothing is saved yet.</Text>}
        </Stack>
      </Modal>
    </>
  );
}
