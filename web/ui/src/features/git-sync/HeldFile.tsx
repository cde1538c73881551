import { Alert, Anchor, Button, Code, Group, List, Stack, Tabs, Text, Title } from '@mantine/core';
import { IconBulb } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { toFault } from '@/api/error';
import { useGitStatus, type Conflict, type Resolve } from '@/api/git';
import { useKept } from '@/api/kept';
import { useOwnKey } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';
import { CodeEditor } from '@/ui/CodeEditor';
import { Confirm } from '@/ui/Confirm';
import { DiffView } from '@/ui/DiffView';
import { ErrorNote } from '@/ui/ErrorNote';
import { Surface } from '@/ui/Surface';
import { sentence } from '@/ui/sentence';
import { OutcomeView } from './OutcomeView';
import { useResolve } from './queries';
import { useOutcome } from './useOutcome';
import { folderOf, reasons } from './words';
import { begin, moved, write, type Written } from './written';

export type Way = 'here' | 'push' | 'app';

interface Props {
  held: Conflict;
  way: Way | undefined;
  onWay: (way: Way) => void;
  onDone: () => void;
}

// HeldFile is a file that cannot be used, with its problem at the line, and the ways to fix it.
export function HeldFile({ held, way, onWay, onDone }: Props) {
  const takes = held.takes ?? [];
  const problems = held.problems ?? [];
  const here = takes.includes('merge');
  const chosen = way ?? (here ? 'here' : 'push');
  return (
    <Stack gap="md">
      <Surface component="section">
        <Stack gap="xs">
          <Text size="sm">{reasons[held.reason]?.means} Everything else goes on; this one waits, and the app keeps its last good version.</Text>
          <List size="sm" spacing={4}>
            {problems.map((p, i) => (
              <List.Item key={i}>
                <Text span size="sm" fw={600}>{p.line ? `Line ${p.line}${p.column ? `, column ${p.column}` : ''}: ` : ''}</Text>
                {sentence(p.message)} {p.hint && <Text span size="sm" c="dimmed">{sentence(p.hint)}</Text>}
              </List.Item>
            ))}
            {problems.length === 0 && <List.Item>{sentence(held.message)}</List.Item>}
          </List>
          {held.hint && !problems.some((p) => p.hint === held.hint) && <Group gap={6} wrap="nowrap" align="flex-start"><IconBulb size={16} aria-hidden style={{ flex: 'none', marginTop: 2 }} /><Text size="sm">{sentence(held.hint)}</Text></Group>}
        </Stack>
      </Surface>
      <Tabs value={chosen} onChange={(v) => v && onWay(v as Way)} keepMounted={false}>
        <Tabs.List style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}>
          {here && <Tabs.Tab value="here">Fix it here</Tabs.Tab>}
          <Tabs.Tab value="push">Fix it in Git</Tabs.Tab>
          {takes.includes('app') && <Tabs.Tab value="app">Take the app’s version</Tabs.Tab>}
        </Tabs.List>
        {here && <Tabs.Panel value="here" pt="md"><Mend held={held} onDone={onDone} /></Tabs.Panel>}
        <Tabs.Panel value="push" pt="md"><ByPush held={held} /></Tabs.Panel>
        {takes.includes('app') && <Tabs.Panel value="app" pt="md"><TakeApp held={held} onDone={onDone} /></Tabs.Panel>}
      </Tabs>
    </Stack>
  );
}

function marksOf(problems: NonNullable<Conflict['problems']>) {
  return problems.filter((p) => p.line).map((p) => ({ line: p.line!, column: p.column, message: p.message, warning: p.warning }));
}

function Mend({ held, onDone }: { held: Conflict; onDone: () => void }) {
  const { slug } = useWorkspace();
  const [work, setWork] = useKept<Written>(useOwnKey(`${slug}/held/${held.kind}/${held.slug}`));
  const start = held.repoText || held.appText || '';
  const text = work?.text ?? start;
  const stale = moved(work ?? undefined, held);
  const resolve = useResolve(folderOf(held.kind), held.slug, () => { setWork(null); onDone(); });
  const body = useMemo((): Resolve => ({ take: 'merge', text, appVersion: held.appVersion, blob: held.blob }), [text, held.appVersion, held.blob]);
  const { outcome, error, current } = useOutcome(held, text === '' ? null : body);
  const problems = outcome?.problems ?? held.problems;
  const marks = useMemo(() => marksOf(problems ?? []), [problems]);
  const byApp = stale?.app && !stale.git;
  const refused = resolve.error && toFault(resolve.error).status === 412;
  return (
    <Stack gap="sm">
      {(stale || refused) && (
        <Alert color="yellow" title="It changed since you began" role="alert">
          <Stack gap="xs">
            <Text size="sm">Nothing was overwritten. Left is {byApp ? 'what the app has' : 'the file in Git'} now, right is yours.</Text>
            <DiffView before={(byApp ? held.appText : held.repoText) ?? ''} after={text} language="yaml" sideBySide label={`${byApp ? 'What the app has' : 'The file in Git'} and yours, side by side`} />
            <Group gap="xs">
              <Button size="xs" variant="default" onClick={() => { resolve.reset(); setWork(null); }}>Start over from Git’s file</Button>
              <Button size="xs" variant="default" onClick={() => { resolve.reset(); setWork(begin(held, text)); }}>Keep mine</Button>
            </Group>
          </Stack>
        </Alert>
      )}
      {!held.repoText && held.blob !== '' && <Text size="sm">The file’s own text is not shown, as it cannot be read or may hold a secret. {held.appText ? 'Below is what the app has.' : ''}</Text>}
      <CodeEditor label={`The file ${held.path}`} value={text} onChange={(t) => setWork(t === start ? null : write(work ?? undefined, held, t))} language="yaml" marks={marks} minHeight={180} maxHeight={520} />
      {text !== '' && <Surface><OutcomeView outcome={outcome} error={error} exists={held.blob !== ''} /></Surface>}
      {resolve.error && !refused && <ErrorNote error={toFault(resolve.error)} />}
      <Group>
        <Button
          disabled={!outcome?.valid || !current || stale !== undefined || text === ''}
          loading={resolve.isPending}
          onClick={() => resolve.mutate(body)}
        >
          Save the fixed file
        </Button>
        {work && <Button variant="default" onClick={() => setWork(null)}>Undo my edits</Button>}
      </Group>
    </Stack>
  );
}

function ByPush({ held }: { held: Conflict }) {
  const { data: status } = useGitStatus();
  const line = held.problems?.find((p) => p.line)?.line;
  const marks = useMemo(() => marksOf(held.problems ?? []), [held.problems]);
  return (
    <Stack gap="sm">
      <List size="sm" type="ordered" spacing={4}>
        <List.Item>Open <Code>{held.path}</Code> on the branch <Code>{status?.branch}</Code>{status?.remoteUrl && <> of <Anchor href={status.remoteUrl} target="_blank" rel="noreferrer" size="sm">the repository</Anchor></>}.</List.Item>
        <List.Item>{line ? `Fix line ${line}.` : 'Fix it as said above.'}</List.Item>
        <List.Item>Commit and push. This page goes on by itself within seconds.</List.Item>
      </List>
      {held.repoText && (
        <>
          <Title order={2} size="h5">The file as it is in Git</Title>
          <CodeEditor label={`The file ${held.path} as it is in Git`} value={held.repoText} language="yaml" marks={marks} minHeight={100} maxHeight={480} />
        </>
      )}
    </Stack>
  );
}

function TakeApp({ held, onDone }: { held: Conflict; onDone: () => void }) {
  const resolve = useResolve(folderOf(held.kind), held.slug, onDone);
  const [asking, setAsking] = useState(false);
  const body = useMemo((): Resolve => ({ take: 'app', appVersion: held.appVersion, blob: held.blob }), [held.appVersion, held.blob]);
  const { outcome, error, current } = useOutcome(held, body);
  return (
    <Stack gap="sm">
      <Text size="sm">The app stays as it is, and a commit writes its version over the file. What the file says now stays in Git’s history.</Text>
      <Surface><OutcomeView outcome={outcome} error={error} exists={held.blob !== ''} /></Surface>
      {resolve.error && <ErrorNote error={toFault(resolve.error)} />}
      <Group><Button disabled={!outcome?.valid || !current} loading={resolve.isPending} onClick={() => setAsking(true)}>Write the app’s version</Button></Group>
      {asking && (
        <Confirm title={`Write over ${held.path}?`} action="Write over the file" onClose={() => setAsking(false)} onConfirm={() => { setAsking(false); resolve.mutate(body); }}>
          The file in Git becomes what the app has.
        </Confirm>
      )}
    </Stack>
  );
}
