import { Button, Group, Stack, Stepper, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { GitSettings } from '@/api/git';
import { Surface } from '@/ui/Surface';
import type { Secret } from '../CredentialForm';
import { useKept } from '../kept';
import { Access } from './Access';
import { Branch } from './Branch';
import { DirectionStep } from './Direction';
import { draftOf, reachable, ready, stepLabels, stepsOf, storedFits, type ConnectDraft } from './draft';
import { PlaceStep } from './Place';
import { PreviewStep } from './Preview';
import { TestStep } from './Test';
import type { StepName } from '../searches';

// StepProps is what each step gets.
export interface StepProps {
  draft: ConnectDraft;
  set: (next: Partial<ConnectDraft>) => void;
  stored: GitSettings;
  secret: Secret;
}

interface Props {
  workspace: string;
  stored: GitSettings;
  step: StepName;
  onStep: (next: StepName, replace?: boolean) => void;
  onDone: () => void;
}

// Wizard connects a workspace, step by step. What was typed survives a reload; secrets do not.
export function Wizard({ workspace, stored, step: wanted, onStep, onDone }: Props) {
  const [kept, keep] = useKept<ConnectDraft>(`connect:${workspace}`);
  const [done, setDone] = useState(false);
  const [secret, setSecret] = useState<Secret>({});
  const draft = kept ?? draftOf(stored);
  const set = (next: Partial<ConnectDraft>) => keep({ ...draft, ...next });
  const missing = draft.place === 'elsewhere' && draft.authKind !== 'none' && !secret.credential && (secret.credential === '' || !storedFits(draft, stored));
  const step = reachable(wanted, draft, missing);
  // The address says the step that is shown, so that it stays while what it lacked is filled in.
  useEffect(() => {
    if (step !== wanted && !done) onStep(step, true);
  });
  const own = stepsOf(draft);
  const at = own.indexOf(step);
  const phone = useMediaQuery('(max-width: 48em)', false);
  const props: StepProps = { draft, set, stored, secret };
  const next = own[at + 1];
  const forgotten = missing && draft.tested;
  const back = own[at - 1];
  return (
    <Stack gap="lg">
      <nav aria-label="Steps">
        <Stepper active={at} onStepClick={(i) => onStep(own[i]!)} size="sm" iconSize={phone ? 26 : 32} allowNextStepsSelect={false} styles={{ stepBody: phone ? { display: 'none' } : undefined, separator: phone ? { marginInline: 4 } : undefined, content: { display: 'none' } }}>
          {own.map((s, i) => (
            <Stepper.Step key={s} label={stepLabels[s]} aria-label={stepLabels[s]} aria-current={i === at ? 'step' : undefined} allowStepSelect={i <= at} />
          ))}
        </Stepper>
      </nav>
      {phone && <Text size="sm" c="dimmed" mt={-8}>Step {at + 1} of {own.length}: {stepLabels[step]}</Text>}
      <Surface component="section" p="lg">
        <Stack gap="md">
          {step === 'place' && <PlaceStep {...props} />}
          {step === 'access' && <Access {...props} onSecret={(s) => { setSecret(s); set({ tested: false }); }} forgotten={forgotten} />}
          {step === 'test' && <TestStep {...props} />}
          {step === 'branch' && <Branch {...props} />}
          {step === 'direction' && <DirectionStep {...props} />}
          {step === 'preview' && <PreviewStep {...props} onDone={() => { setDone(true); setSecret({}); keep(null); onDone(); }} onBack={() => onStep('direction')} />}
          {next && (
            <Group justify="space-between" mt="xs">
              {back ? <Button variant="default" onClick={() => onStep(back)}>Back</Button> : <span />}
              <Button onClick={() => onStep(next)} disabled={!ready(step, draft, missing)}>{next === 'preview' ? 'Show what will happen' : 'Next'}</Button>
            </Group>
          )}
        </Stack>
      </Surface>
    </Stack>
  );
}
