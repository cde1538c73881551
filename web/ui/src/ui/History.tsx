import { Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconArrowBackUp } from '@tabler/icons-react';
import { Confirm } from './Confirm';
import { DiffView } from './DiffView';
import { ErrorNote, type Trouble } from './ErrorNote';
import { Loading } from './Loading';
import { RevisionRow, type Shown } from './RevisionRow';
import styles from './History.module.css';

export type Against = 'before' | 'now';

interface Props {
  revisions: Shown[]; // newest first
  isPending: boolean;
  error: Trouble | null;
  onRetry: () => void;
  onMore?: () => void; // there are older ones
  shown?: number; // the version that is looked at
  onShow: (version: number) => void;
  against: Against; // what it is compared with
  onAgainst: (next: Against) => void;
  diff?: { before: string; after: string };
  restore: (version: number) => Promise<unknown>;
  restoring: boolean;
  restoreError: Trouble | null;
  onRestoreBegin: () => void;
}

// History lists the versions of a resource, shows what each changed, and brings one back.
export function History(p: Props) {
  const [asking, { open, close }] = useDisclosure(false);
  const narrow = useMediaQuery('(max-width: 62em)', false);
  if (p.isPending) return <Loading rows={6} />;
  const newest = p.revisions[0]?.version;
  if (newest === undefined || p.shown === undefined) return p.error ? <ErrorNote error={p.error} onRetry={p.onRetry} /> : null;
  const old = p.shown < newest;
  const shown = p.shown;
  const same = p.diff && p.diff.before === p.diff.after;
  return (
    <div className={styles.grid}>
      <Stack gap="xs">
        <ol className={styles.list} aria-label="Versions, newest first" tabIndex={0}>
          {p.revisions.map((r) => <RevisionRow key={r.version} revision={r} chosen={r.version === shown} current={r.version === newest} onChoose={() => p.onShow(r.version)} />)}
        </ol>
        {p.onMore && <Button variant="default" size="xs" onClick={p.onMore}>Older versions</Button>}
      </Stack>
      <Stack gap="sm" component="section" aria-label={`Version ${shown}`}>
        <Group justify="space-between" gap="sm">
          <Title order={2} size="h4">{p.against === 'now' ? `Version ${shown}, compared with now` : shown === 1 ? 'Version 1, the first' : `Version ${shown}, compared with ${shown - 1}`}</Title>
          <Group gap="xs">
            {old && (
              <SegmentedControl
                size="xs"
                aria-label="Compare with"
                data={[{ value: 'before', label: 'What it changed' }, { value: 'now', label: 'Compared with now' }]}
                value={p.against}
                onChange={(v) => p.onAgainst(v as Against)}
              />
            )}
            {old && <Button size="xs" variant="light" leftSection={<IconArrowBackUp size={15} aria-hidden />} onClick={() => { p.onRestoreBegin(); open(); }}>Restore</Button>}
          </Group>
        </Group>
        {p.error ? (
          <ErrorNote error={p.error} onRetry={p.onRetry} />
        ) : !p.diff ? (
          <Loading rows={6} />
        ) : same ? (
          <Text size="sm" c="dimmed">The file reads the same in both.</Text>
        ) : (
          <DiffView before={p.diff.before} after={p.diff.after} language="yaml" sideBySide={!narrow} label={`Version ${shown} compared`} />
        )}
      </Stack>
      {asking && (
        <Confirm title={`Restore version ${shown}?`} action={`Restore version ${shown}`} busy={p.restoring} error={p.restoreError} onConfirm={() => void p.restore(shown).then(close, () => undefined)} onClose={close}>
          {`Its value becomes the newest version, ${newest + 1}. All versions stay in the history, so this can be undone the same way. Git gets it as one commit.`}
        </Confirm>
      )}
    </div>
  );
}
