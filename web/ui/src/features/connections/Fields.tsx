import { Alert, Anchor, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { Place } from '@/api/error';
import { SchemaForm } from '@/ui/form/SchemaForm';
import type { Secrets } from '@/ui/form/types';
import { Surface } from '@/ui/Surface';
import { fieldFault, type ConnectionForm } from './form';
import type { Connector } from './queries';

interface Props {
  connector: Connector | undefined; // none: a type that this installation does not know
  value: ConnectionForm;
  onChange: (next: (now: ConnectionForm) => ConnectionForm) => void;
  secrets: Secrets;
  lost: string[];
  problems: Place[];
  autoFocus?: boolean;
}

// Fields are a connection's name and what its connector wants to know.
export function Fields({ connector, value, onChange, secrets, lost, problems, autoFocus }: Props) {
  const set = (part: Partial<ConnectionForm>) => onChange((now) => ({ ...now, ...part }));
  return (
    <>
      <Surface>
        <Stack gap="md">
          <TextInput label="Name" required value={value.name} onChange={(e) => set({ name: e.currentTarget.value })} error={fieldFault(problems, 'name')} autoFocus={autoFocus} />
          <Textarea label="Description" autosize minRows={1} maxRows={6} value={value.description} onChange={(e) => set({ description: e.currentTarget.value })} error={fieldFault(problems, 'description')} />
        </Stack>
      </Surface>
      <Surface>
        <Stack gap="md">
          {lost.length > 0 && (
            <Alert color="yellow" variant="light" icon={<IconLock aria-hidden />} title="Type the secrets again">
              <Text size="sm">Secrets are never kept in the browser. What you typed before for {lost.join(', ')} is gone.</Text>
            </Alert>
          )}
          {connector ? (
            <>
              {connector.docs && <Text size="sm" c="dimmed"><Anchor href={connector.docs} target="_blank" rel="noreferrer" size="sm" underline="always">How to find these values</Anchor></Text>}
              <SchemaForm schema={connector.config} value={value.config} onChange={(config) => set({ config })} problems={problems} at="config" secrets={secrets} />
            </>
          ) : (
            <Text size="sm">This installation does not know the type, so its settings have no form. They can be edited as YAML.</Text>
          )}
        </Stack>
      </Surface>
    </>
  );
}
