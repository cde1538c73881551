import { Group, List, Stack, Text, Title } from '@mantine/core';
import type { Outcome } from '@/api/git';
import { toFault } from '@/api/error';
import { fieldName } from '@/api/fieldName';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { sentence } from '@/ui/sentence';
import { PatchView } from './PatchView';

interface Props {
  outcome: Outcome | undefined;
  error: unknown;
  exists: boolean; // the branch has the file
}

// OutcomeView is what settling would do on both sides, with the diff that Git will see.
export function OutcomeView({ outcome, error, exists }: Props) {
  if (error) return <ErrorNote title="This cannot be shown" error={toFault(error)} />;
  if (!outcome) return <Loading rows={3} />;
  const problems = (outcome.problems ?? []).filter((p) => !p.warning);
  const left = outcome.left ?? [];
  return (
    <Stack gap="xs" component="section" aria-label="The result">
      <Title order={2} size="h4">The result</Title>
      {left.length > 0 && <Text size="sm">Still to choose: {left.map(fieldName).join(', ')}. The app’s value stands in below.</Text>}
      {problems.length > 0 && (
        <Stack gap={4} role="alert">
          <Text size="sm" fw={600} c="var(--mantine-color-error)">This cannot be saved yet</Text>
          <List size="sm">
            {problems.map((p, i) => (
              <List.Item key={i}>
                {p.line ? `Line ${p.line}: ` : ''}{p.path ? `${p.path}: ` : ''}{sentence(p.message)} {p.hint && <Text span c="dimmed" size="sm">{sentence(p.hint)}</Text>}
              </List.Item>
            ))}
          </List>
        </Stack>
      )}
      {problems.length === 0 && <Group gap={6}>
        <Text size="sm" fw={600}>In the app:</Text>
        <Text size="sm">{inApp(outcome)}</Text>
      </Group>}
      {problems.length === 0 && <Group gap={6}>
        <Text size="sm" fw={600}>In Git:</Text>
        <Text size="sm">{outcome.removed ? (exists ? 'the file is removed' : 'nothing changes') : outcome.diff ? (exists ? 'one commit with this change' : 'one commit with this file') : 'nothing changes'}</Text>
      </Group>}
      {outcome.diff && <PatchView diff={outcome.diff} path={outcome.path} />}
    </Stack>
  );
}

function inApp(o: Outcome): string {
  if (o.removed) return 'it goes to the trash, from where it can be restored';
  const changed = o.appChanged ?? [];
  return changed.length > 0 ? `changes ${changed.map(fieldName).join(', ')}` : 'nothing changes';
}
