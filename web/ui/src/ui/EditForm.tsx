import { Alert, Button, Group, Kbd, Stack, Text } from '@mantine/core';
import { useHotkeys, useOs } from '@mantine/hooks';
import { IconGitMerge, IconHistory } from '@tabler/icons-react';
import { useRef, type ReactNode } from 'react';
import { ErrorNote, type Trouble } from './ErrorNote';
import { MergeOffer } from './MergeOffer';
import { keyOf, wordsOf, type Clash, type Place } from './place';
import styles from './EditForm.module.css';

// Edited is an edit under way, as api/editor.ts gives it.
export interface Edited {
  draft: {
    dirty: boolean;
    joined: Place[];
    restored: boolean;
    discard: () => void;
    offer: { clashes: Clash[] } | null;
  };
  save: () => void;
  saving: boolean;
  fault: Trouble | null;
  settle: (pick: (c: Clash) => 'mine' | 'theirs') => void;
  who?: string;
}

interface Props {
  editor: Edited;
  labels?: Record<string, string>; // names of the fields for people, as ui/place has them
  saveLabel?: string;
  hint?: ReactNode; // beside the buttons; otherwise what is unsaved
  invalid?: boolean; // it cannot be saved as it is
  onRefused?: () => void; // tells why, when somebody saves what is invalid; without it they cannot try
  actions?: ReactNode; // before Save
  children: ReactNode;
}

// EditForm is the frame of what is edited: what came from others above it, saving below it.
export function EditForm({ editor, labels, saveLabel = 'Save', hint, invalid, onRefused, actions, children }: Props) {
  const { draft, save, saving, fault, who, settle } = editor;
  const trySave = () => {
    if (invalid) onRefused?.();
    else save();
  };
  const mac = useOs() === 'macos';
  const form = useRef<HTMLFormElement>(null);
  useHotkeys([['mod+S', () => inFront(form.current) && trySave()]], [], true);
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        trySave();
      }}
    >
      <Stack gap="md">
        {draft.restored && (
          <Alert color="blue" variant="light" icon={<IconHistory aria-hidden />} title="Your unsaved work is back">
            <Group justify="space-between" gap="xs">
              <Text size="sm">It is as you left it. Save it, or discard it to see what the app has.</Text>
              <Button size="xs" variant="light" color="blue" onClick={draft.discard}>Discard</Button>
            </Group>
          </Alert>
        )}
        {draft.joined.length > 0 && (
          <Alert role="status" color="step" variant="light" icon={<IconGitMerge aria-hidden />} title={`Joined ${who ? `${who}’s` : 'somebody else’s'} change`}>
            <Text size="sm">
              Changed meanwhile, and taken into your edit: {draft.joined.map((p, i) => <span key={keyOf(p)}>{i > 0 && ', '}<Text span size="sm" fw={600}>{wordsOf(p, labels)}</Text></span>)}. Look it over and save.
            </Text>
          </Alert>
        )}
        {children}
        {fault && <ErrorNote title="Not saved" error={fault} />}
      </Stack>
      <div className={styles.bar}>
        <Text size="sm" c={draft.dirty ? undefined : 'dimmed'} role="status" className={styles.hint}>
          {hint ?? (draft.dirty ? 'Unsaved changes' : 'Everything is saved')}
        </Text>
        <Group gap="xs" wrap="nowrap">
          {actions}
          {draft.dirty && <Button variant="default" onClick={draft.discard} disabled={saving}>Discard</Button>}
          <Button type="submit" loading={saving} disabled={!draft.dirty || (invalid && !onRefused)} rightSection={<Kbd size="xs" className={styles.key} aria-hidden>{mac ? '⌘ S' : 'Ctrl S'}</Kbd>}>{saveLabel}</Button>
        </Group>
      </div>
      {draft.offer && <MergeOffer who={who} labels={labels} clashes={draft.offer.clashes} onSettle={settle} />}
    </form>
  );
}

// inFront tells whether keys are meant for a form: no dialog stands before it but the one it is in.
function inFront(form: HTMLFormElement | null): boolean {
  const dialog = [...document.querySelectorAll('[aria-modal="true"]')].at(-1);
  return !dialog || dialog.contains(form);
}
