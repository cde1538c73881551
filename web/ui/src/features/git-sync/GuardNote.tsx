import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { toFault } from '@/api/error';
import { planQuery, type Halt } from '@/api/git';
import { useMay } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';
import { Confirm } from '@/ui/Confirm';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { sentence } from '@/ui/sentence';
import { PlanView } from './PlanView';
import { useConfirm, useCycle } from './queries';
import { guards, refParts } from './words';

// GuardNote shows why everything stands still, what would happen, and asks for a confirmation
// of exactly that.
export function GuardNote({ halt }: { halt: Halt }) {
  const { slug } = useWorkspace();
  const plan = useQuery(planQuery(slug));
  const confirm = useConfirm();
  const cycle = useCycle();
  const write = useMay('write');
  const [asking, setAsking] = useState(false);
  const words = guards[halt.guard] ?? { title: 'Git Sync halted', why: '', confirm: () => 'Go ahead', danger: true };
  const items = plan.data?.items ?? [];
  const count = halt.count || items.length;
  const button = words.confirm(count);
  const refs = halt.refs ?? [];
  // What is confirmed is what is shown: the plan of the halt, not one that came after it.
  const moved = plan.data !== undefined && plan.data.halt?.plan !== halt.plan;
  const stale = confirm.error && toFault(confirm.error).status === 412;
  return (
    <Alert color="orange" icon={<IconAlertTriangle aria-hidden />} title={words.title} data-testid="guard">
      <Stack gap="sm">
        <Text size="sm">{words.why} {sentence(halt.message)} {sentence(halt.hint)}</Text>
        {plan.error ? <ErrorNote error={toFault(plan.error)} onRetry={() => void plan.refetch()} /> : plan.isPending ? <Loading rows={3} /> : items.length > 0 && <PlanView plan={plan.data} label="What confirming would do" />}
        {stale && <Text size="sm" fw={600} role="alert">It changed while you were looking. This is the plan now; nothing was done.</Text>}
        {confirm.error && !stale && <ErrorNote error={toFault(confirm.error)} />}
        {moved && (
          <Group gap="xs">
            <Text size="sm">Something changed since Git Sync halted.</Text>
            <Button size="compact-sm" variant="default" loading={cycle.isPending} onClick={() => cycle.mutate()}>Look again</Button>
          </Group>
        )}
        <Group gap="xs">
          <Button color={words.danger ? 'red.8' : undefined} onClick={() => setAsking(true)} disabled={!write || plan.isPending || moved} loading={confirm.isPending || cycle.isPending}>{button}</Button>
          <Text size="sm" c="dimmed">Or undo it in Git: Lockstep then goes on by itself.</Text>
        </Group>
      </Stack>
      {asking && (
        <Confirm
          title={`${button}?`}
          action={button}
          danger={words.danger}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            confirm.mutate(halt.plan, { onSuccess: () => cycle.mutate() });
          }}
        >
          <Text size="sm">{sentence(halt.message)}</Text>
          {refs.length > 0 && (
            <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
              {refs.slice(0, 12).map((r) => refParts(r).slug).join(', ')}
              {halt.count > 12 && ` and ${halt.count - 12} more`}
            </Text>
          )}
        </Confirm>
      )}
    </Alert>
  );
}
