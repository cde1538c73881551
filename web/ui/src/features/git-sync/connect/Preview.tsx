import { Alert, Button, Group, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { toFault } from '@/api/error';
import type { Plan } from '@/api/git';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { sentence } from '@/ui/sentence';
import { PlanView } from '../PlanView';
import { previewConnection, useConnect } from '../queries';
import { plural } from '../words';
import { settingsOf } from './draft';
import type { StepProps } from './Wizard';

// PreviewStep shows the plan of the first sync, and carries out just that.
export function PreviewStep({ draft, stored, secret, onDone, onBack }: StepProps & { onDone: () => void; onBack: () => void }) {
  const { slug } = useWorkspace();
  const connect = useConnect();
  const [moved, setMoved] = useState<Plan | null>(null);
  const body = { settings: settingsOf(draft, stored), direction: draft.direction!, ...(draft.place === 'built-in' ? {} : secret) };
  // The key has no secret in it; the step is left whenever one changes.
  const preview = useQuery({
    queryKey: ['connect', slug, body.settings, body.direction],
    queryFn: () => previewConnection(slug, body),
    gcTime: 0,
    staleTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const plan = moved ?? preview.data;
  const look = () => {
    setMoved(null);
    void preview.refetch();
  };
  const go = (shown: Plan) => connect.mutate({ ...body, plan: shown.hash }, { onSuccess: (done) => ('moved' in done ? setMoved(done.moved) : onDone()) });
  const busy = preview.isFetching || connect.isPending;
  return (
    <>
      <Title order={2} size="h4">This is what will happen</Title>
      {preview.error ? (
        <ErrorNote title="There is no preview" error={toFault(preview.error)} onRetry={look} />
      ) : !plan ? (
        <Loading rows={6} />
      ) : (
        <>
          {moved && (
            <Alert color="yellow" role="alert" title="The plan changed while you were looking">
              <Text size="sm">Somebody changed the app or the branch. Nothing was done. Below is the plan as it is now; go on if it is what you want.</Text>
            </Alert>
          )}
          <Text size="sm" fw={600} data-testid="plan-sentence">{inWords(plan)}</Text>
          {plan.halt && <Alert color="orange" title="It will ask once more"><Text size="sm">{sentence(plan.halt.message)} {sentence(plan.halt.hint)}</Text></Alert>}
          <PlanView plan={plan} />
        </>
      )}
      {connect.error && <ErrorNote title="It is not connected" error={toFault(connect.error)} />}
      <Group justify="space-between" mt="xs">
        <Group gap="xs">
          <Button variant="default" onClick={onBack} disabled={connect.isPending}>Back</Button>
          <Button variant="subtle" onClick={look} disabled={busy}>Look again</Button>
        </Group>
        <Button onClick={() => plan && go(plan)} disabled={!plan} loading={busy}>{moved ? 'Go ahead with this plan' : 'Connect'}</Button>
      </Group>
    </>
  );
}

function inWords(p: Plan): string {
  if (p.inbound + p.outbound + p.held === 0) return 'Both sides say the same already. Nothing will be changed.';
  const parts = [p.inbound > 0 && `${plural(p.inbound, 'change')} in the app`, p.outbound > 0 && `${plural(p.outbound, 'change')} in Git`].filter(Boolean);
  const held = p.held > 0 ? `${plural(p.held, 'resource')} will wait for you` : '';
  return sentence([parts.join(' and '), held].filter(Boolean).join('; '));
}
