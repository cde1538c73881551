import { Alert, Button, Group, Radio, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { toFault } from '@/api/error';
import { fieldName } from '@/api/fieldName';
import type { Conflict, Resolve } from '@/api/git';
import { useKept } from '@/api/kept';
import { useOwnKey } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';
import { CodeEditor } from '@/ui/CodeEditor';
import { DiffView } from '@/ui/DiffView';
import { ErrorNote } from '@/ui/ErrorNote';
import { Surface } from '@/ui/Surface';
import { ClashCard } from './ClashCard';
import { OutcomeView } from './OutcomeView';
import { asPicks, chooseAll, stillMeant, unchosen, type Choices } from './picks';
import { useResolve } from './queries';
import { useOutcome } from './useOutcome';
import { folderOf, plural } from './words';
import { begin, beginning, moved, write, type Written } from './written';

export type Take = 'app' | 'repo' | 'merge';
export interface ResolverSearch {
  take?: Take;
  as?: 'yaml';
}

interface Work {
  choices: Choices;
  joined?: Written; // the file as the choices make it, when the text was turned to
  written?: Written;
}

interface Props {
  held: Conflict;
  search: ResolverSearch;
  onSearch: (next: ResolverSearch) => void;
  onDone: () => void;
}

// Resolver settles a conflict: one side as a whole, or both joined field by field or as YAML.
export function Resolver({ held, search, onSearch, onDone }: Props) {
  const { slug } = useWorkspace();
  const [work, setWork] = useKept<Work>(useOwnKey(`${slug}/conflict/${held.kind}/${held.slug}`));
  const clashes = useMemo(() => held.clashes ?? [], [held.clashes]);
  const whole = clashes.some((c) => c.path === ''); // one side removed it
  const take = search.take ?? (whole ? undefined : 'merge');
  const yaml = search.as === 'yaml';
  const { kept, dropped } = useMemo(() => stillMeant(work?.choices ?? {}, clashes), [work, clashes]);
  const written = work?.written;
  const text = beginning(written, work?.joined, held);
  const stale = take === 'merge' && (yaml || whole) && moved(written, held) !== undefined;

  const resolve = useResolve(folderOf(held.kind), held.slug, () => { setWork(null); onDone(); });
  const body = useMemo((): Resolve | null => {
    const seen = { appVersion: held.appVersion, blob: held.blob };
    if (!take) return null;
    if (take !== 'merge') return { take, ...seen };
    return yaml || whole ? { take, text, ...seen } : { take, picks: asPicks(kept), ...seen };
  }, [take, yaml, whole, text, kept, held.appVersion, held.blob]);
  const { outcome, error, current } = useOutcome(held, body);
  const refused = resolve.error && toFault(resolve.error).status === 412;
  const choose = (choices: Choices) => setWork({ choices, written });
  const author = (next: Written | undefined) => setWork({ choices: kept, joined: work?.joined, written: next });
  const turn = (toYaml: boolean) => {
    // The text goes on from what was chosen; without the answer to the last choice it begins anew.
    if (toYaml && Object.keys(kept).length > 0) setWork({ choices: kept, joined: current && outcome ? begin(held, outcome.text) : undefined, written });
    onSearch({ ...search, as: toYaml ? 'yaml' : undefined });
  };
  const settle = () => body && resolve.mutate(body);
  const open = take === 'merge' && yaml && !whole && !written ? unchosen(kept, clashes) : [];
  const ready = body !== null && open.length === 0 && current && outcome?.valid === true && !stale;

  return (
    <Stack gap="md">
      {(refused || dropped.length > 0) && (
        <Alert color="yellow" title="It changed while you were looking" role="alert">
          <Text size="sm">
            This is what both sides say now; nothing was overwritten.
            {dropped.length > 0 && ` Please choose again for ${dropped.map(fieldName).join(', ')}.`}
          </Text>
        </Alert>
      )}
      <Ways whole={whole} held={held} take={take} onTake={(next) => onSearch({ ...search, take: next })} />
      {take === 'merge' && !whole && (
        <Group justify="space-between" gap="xs">
          <SegmentedControl
            aria-label="How to merge"
            value={yaml ? 'yaml' : 'fields'}
            onChange={(v) => turn(v === 'yaml')}
            data={[{ value: 'fields', label: 'Field by field' }, { value: 'yaml', label: 'As YAML' }]}
          />
          {!yaml && clashes.length > 1 && (
            <Group gap="xs">
              <Button size="xs" variant="default" onClick={() => choose(chooseAll(clashes, 'app'))}>All from the app</Button>
              <Button size="xs" variant="default" onClick={() => choose(chooseAll(clashes, 'repo'))}>All from Git</Button>
            </Group>
          )}
        </Group>
      )}
      {take === 'merge' && !yaml && !whole && clashes.map((c) => (
        <ClashCard key={c.path} clash={c} choice={kept[c.path]} onChoose={(choice) => choose({ ...kept, [c.path]: choice })} />
      ))}
      {take === 'merge' && (yaml || whole) && (
        <AsYaml held={held} text={text} onText={(t) => author(write(written, held, t))} problems={outcome?.problems ?? []} stale={stale} onFresh={() => author(undefined)} onKeep={() => author(begin(held, text))} />
      )}
      {take && <Surface><OutcomeView outcome={outcome} error={error} exists={held.blob !== ''} /></Surface>}
      {resolve.error && !refused && <ErrorNote error={toFault(resolve.error)} />}
      <Group>
        <Button onClick={settle} disabled={!ready} loading={resolve.isPending}>{take === 'app' ? 'Take the app’s version' : take === 'repo' ? 'Take Git’s version' : 'Save the merge'}</Button>
        {open.length > 0 && <Text size="sm" c="dimmed" role="status">Choose for {open.map(fieldName).join(', ')} field by field, or write the text as it is to be.</Text>}
        {take === 'merge' && !yaml && outcome && (outcome.left ?? []).length > 0 && <Text size="sm" c="dimmed">{plural((outcome.left ?? []).length, 'field')} still to choose</Text>}
      </Group>
    </Stack>
  );
}

function Ways({ whole, held, take, onTake }: { whole: boolean; held: Conflict; take: Take | undefined; onTake: (t: Take) => void }) {
  const gone = whole && !held.app ? 'app' : whole && !held.repo ? 'repo' : undefined;
  const ways: { take: Take; label: string; description: string }[] = [
    { take: 'merge', label: whole ? 'Write it anew' : 'Merge both', description: whole ? 'Keep the resource, as you write it below.' : 'Keep what only one side changed, and choose for the rest.' },
    { take: 'app', label: gone === 'app' ? 'Remove it everywhere' : 'Take the app’s version', description: gone === 'app' ? 'As the app did. The file is removed from Git; Git’s history keeps it.' : 'The app stays as it is. What Git changed is put back by a commit, and stays in Git’s history.' },
    { take: 'repo', label: gone === 'repo' ? 'Remove it everywhere' : 'Take Git’s version', description: gone === 'repo' ? 'As Git did. It goes to the trash here, from where it can be restored.' : 'Git stays as it is. What the app changed is replaced, and stays in the history here.' },
  ];
  return (
    <Radio.Group label="How do you want to settle it?" value={take ?? null} onChange={(v) => onTake(v as Take)}>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="xs" mt={6}>
        {ways.map((w) => (
          <Radio.Card key={w.take} value={w.take} p="sm" radius="md" style={{ background: 'var(--app-surface)', borderColor: take === w.take ? 'var(--mantine-primary-color-filled)' : undefined }}>
            <Group wrap="nowrap" align="flex-start" gap="sm">
              <Radio.Indicator mt={2} />
              <div>
                <Text size="sm" fw={600}>{w.label}</Text>
                <Text size="xs" c="dimmed">{w.description}</Text>
              </div>
            </Group>
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}

interface YamlProps {
  held: Conflict;
  text: string;
  onText: (text: string) => void;
  problems: NonNullable<Conflict['problems']>;
  stale: boolean;
  onFresh: () => void;
  onKeep: () => void;
}

function AsYaml({ held, text, onText, problems, stale, onFresh, onKeep }: YamlProps) {
  const marks = useMemo(() => problems.filter((p) => p.line).map((p) => ({ line: p.line!, column: p.column, message: p.message, warning: p.warning })), [problems]);
  return (
    <Stack gap="sm">
      <Sides held={held} />
      {stale && (
        <Alert color="yellow" title="It changed since you began to write" role="alert">
          <Group gap="xs">
            <Text size="sm">Compare above, then go on.</Text>
            <Button size="xs" variant="default" onClick={onFresh}>Start over from the new merge</Button>
            <Button size="xs" variant="default" onClick={onKeep}>Keep what I wrote</Button>
          </Group>
        </Alert>
      )}
      <div>
        <Text size="sm" fw={600}>The merged file</Text>
        {(held.clashes ?? []).length > 0 && held.app && held.repo && <Text size="xs" c="dimmed">Where both changed the same, it has what you chose, or else what the app has.</Text>}
      </div>
      <CodeEditor label="The merged file" value={text} onChange={onText} language="yaml" marks={marks} minHeight={180} maxHeight={560} />
    </Stack>
  );
}

const pairs = {
  sides: { label: 'App and Git', before: 'appText', after: 'repoText', names: ['The app’s file', 'Git’s file'] },
  app: { label: 'What the app changed', before: 'baseText', after: 'appText', names: ['Before, on both sides', 'The app’s file'] },
  repo: { label: 'What Git changed', before: 'baseText', after: 'repoText', names: ['Before, on both sides', 'Git’s file'] },
} as const;

// Sides compares two of the three files: as they were, the app's and Git's.
function Sides({ held }: { held: Conflict }) {
  const [shown, setShown] = useState<keyof typeof pairs>('sides');
  const possible = (Object.keys(pairs) as (keyof typeof pairs)[]).filter((p) => held[pairs[p].before] && held[pairs[p].after]);
  const pair = pairs[possible.includes(shown) ? shown : (possible[0] ?? 'sides')];
  if (possible.length === 0) return null;
  return (
    <Stack gap={6}>
      {possible.length > 1 && <SegmentedControl aria-label="What to compare" size="xs" style={{ alignSelf: 'flex-start' }} value={shown} onChange={(v) => setShown(v as keyof typeof pairs)} data={possible.map((value) => ({ value, label: pairs[value].label }))} />}
      <SimpleGrid cols={2} spacing={0}>{pair.names.map((n) => <Text key={n} size="xs" c="dimmed" fw={600}>{n}</Text>)}</SimpleGrid>
      <DiffView before={held[pair.before] ?? ''} after={held[pair.after] ?? ''} language="yaml" sideBySide label={`${pair.names[0]} and ${pair.names[1]}, side by side`} />
    </Stack>
  );
}
