import { Alert, Badge, Code, Group, Stack, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconFileCode } from '@tabler/icons-react';
import { useMemo } from 'react';
import { CodeEditor } from './CodeEditor';
import { DiffView } from './DiffView';
import { EditForm, type Edited } from './EditForm';
import { ErrorNote, type Trouble } from './ErrorNote';

// FilePreview is what an edit would make of a file.
export interface FilePreview {
  path: string;
  from?: string; // its path until now
  before: string;
  after: string;
  of: string; // branch, or canonical where no branch holds it
  problems: { line?: number; column?: number; path?: string; message: string; hint?: string; warning?: boolean }[];
  valid: boolean;
}

interface Props {
  editor: Edited & { draft: { value: string; set: (text: string) => void } };
  path: string; // of the file
  valuesOnly?: boolean; // comments and layout are not saved
  of: string; // whose text it is: branch, app or canonical
  schema?: object;
  preview?: FilePreview; // while something is unsaved
  current: boolean; // the preview is of what stands in the editor
  previewError: Trouble | null;
}

const whose: Record<string, string> = {
  branch: 'as it is on the branch',
  app: 'as the next commit writes it',
  canonical: 'not in a branch',
};

// YamlPanel edits the file of a resource, and shows before saving what Git will see.
export function YamlPanel({ editor, path, valuesOnly, of, schema, preview, current, previewError }: Props) {
  const { value, set, dirty } = editor.draft;
  const narrow = useMediaQuery('(max-width: 62em)', false);
  const problems = useMemo(() => preview?.problems ?? [], [preview]);
  const marks = useMemo(() => problems.map((p) => ({ line: p.line ?? 1, column: p.column, message: p.hint ? `${p.message}. ${p.hint}` : p.message, warning: p.warning })), [problems]);
  const wrong = problems.filter((p) => !p.warning).length;
  return (
    <EditForm
      editor={editor}
      invalid={current && preview !== undefined && !preview.valid}
      hint={dirty && current && wrong > 0 ? `${wrong} ${wrong === 1 ? 'problem' : 'problems'} to fix before saving` : undefined}
    >
      <Group gap="xs">
        <Group gap={6} wrap="nowrap"><IconFileCode size={16} aria-hidden /><Code style={{ overflowWrap: 'anywhere' }}>{path}</Code></Group>
        <Badge variant="default" tt="none" fw={500}>{whose[of] ?? of}</Badge>
      </Group>
      <CodeEditor label={`YAML of ${path}`} value={value} onChange={set} language="yaml" schema={schema} marks={marks} minHeight={240} maxHeight={560} />
      <Text size="sm" c="dimmed">
        {valuesOnly ? 'Here only values are saved. Comments stay as they are in Git, because they might hold a secret.' : 'Git gets this file as you write it, comments included.'}
      </Text>
      {previewError && <ErrorNote title="There is no preview" error={previewError} />}
      {problems.length > 0 && <Problems problems={problems} />}
      {dirty && preview && preview.valid && (
        <Stack gap="xs" component="section" aria-label="What Git will see" style={{ opacity: current ? 1 : 0.6 }}>
          <Title order={2} size="h4">{preview.of === 'branch' ? 'What Git will see' : 'What changes in the file'}</Title>
          <Changes preview={preview} sideBySide={!narrow} />
        </Stack>
      )}
    </EditForm>
  );
}

// Changes shows what a preview would change.
export function Changes({ preview, sideBySide }: { preview: FilePreview; sideBySide?: boolean }) {
  if (preview.before === preview.after && !preview.from) return <Text size="sm" c="dimmed">Nothing changes, so Git sees nothing.</Text>;
  return (
    <>
      {preview.from && <Text size="sm">The file moves from <Code>{preview.from}</Code> to <Code>{preview.path}</Code>.</Text>}
      {preview.before !== preview.after && <DiffView before={preview.before} after={preview.after} language="yaml" sideBySide={sideBySide} label={`What changes in ${preview.path}`} />}
    </>
  );
}

function Problems({ problems }: { problems: FilePreview['problems'] }) {
  const wrong = problems.some((p) => !p.warning);
  return (
    <Alert role="status" color={wrong ? 'red' : 'yellow'} variant="light" title={wrong ? 'This cannot be saved yet' : 'Worth a look'}>
      <Stack gap={4}>
        {problems.map((p, i) => (
          <Text size="sm" key={i}>
            {p.line && <Text span fw={600}>Line {p.line}: </Text>}
            {p.path && <Code>{p.path}</Code>} {p.message}
            {p.hint && <Text span c="dimmed"> · {p.hint}</Text>}
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}
