import { Alert, Anchor, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useMemo } from 'react';
import { toFault } from '@/api/error';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import { SchemaForm } from '@/ui/form/SchemaForm';
import type { Problem, Values } from '@/ui/form/types';
import { Loading } from '@/ui/Loading';
import { leftOut, type Origin } from './fit';
import { doubtsOf } from './gaps';
import { columnsOf } from './mapping';
import { Columns, mappingFields } from './mappingFields';
import { usePrimaryKey, useTarget } from './queries';

interface Props {
  model: string;
  destination: string; // slug or alias
  origin: Origin;
  value: Values;
  onChange: (next: Values) => void;
  problems: Problem[];
  checked: boolean;
  yaml?: () => void; // shows the file
}

// Target is what a sync writes into its destination, in the form that the destination's type has.
export function Target({ model, destination, origin, value, onChange, problems, checked, yaml }: Props) {
  const { slug } = useWorkspace();
  const { target, error, isPending, refetch } = useTarget(slug, destination, destination === origin.destination ? origin.destinationId : undefined);
  const was = useTarget(slug, origin.destination, origin.destinationId);
  const primaryKey = usePrimaryKey(slug, model);
  const columns = useMemo(() => columnsOf(value, primaryKey), [value, primaryKey]);
  if (destination === '') return <Text size="sm" c="dimmed">Choose a destination to see what can be set.</Text>;
  if (error && toFault(error).status !== 404) return <ErrorNote error={toFault(error)} onRetry={refetch} />;
  if (error) return <Unknown title="The destination is not there" text={`There is no destination ${destination}. Its settings are kept as they are.`} yaml={yaml} />;
  if (isPending || !target) return <Loading rows={6} />;
  if (!target.schema) return <Unknown title={`The type ${target.type} is not known here`} text="The sync and its settings are kept as they are, but it cannot run." yaml={yaml} />;
  const going = was.isPending && !was.error ? [] : leftOut(value, target, was.target, origin);
  const doubts = doubtsOf(target.schema, value);
  return (
    <>
      {going.length > 0 && (
        <Alert role="status" color="yellow" variant="light" icon={<IconAlertTriangle aria-hidden />} title={`${target.title} has no place for ${going.length === 1 ? 'a setting' : `${going.length} settings`}`}>
          <Text size="sm">
            Saving takes away: <Text span size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>{going.join(', ')}</Text>.
            {was.target && was.target.type !== target.type && <> Choose {was.target.name} again to keep {going.length === 1 ? 'it' : 'them'}.</>}
          </Text>
        </Alert>
      )}
      <Columns value={columns}>
        <SchemaForm key={target.type} schema={target.schema} value={value} onChange={onChange} problems={problems} at="config" fields={mappingFields} checked={checked} />
      </Columns>
      {doubts.length > 0 && (
        <Alert role="status" color="yellow" variant="light" icon={<IconAlertTriangle aria-hidden />} title="It can be saved, but not run like this">
          {doubts.map((text) => <Text key={text} size="sm">{text}</Text>)}
        </Alert>
      )}
    </>
  );
}

function Unknown({ title, text, yaml }: { title: string; text: string; yaml?: () => void }) {
  return (
    <Alert color="blue" variant="light" icon={<IconInfoCircle aria-hidden />} title={title}>
      <Text size="sm">{text}{yaml && <> <Anchor component="button" type="button" size="sm" onClick={yaml}>Edit them as YAML</Anchor></>}</Text>
    </Alert>
  );
}
