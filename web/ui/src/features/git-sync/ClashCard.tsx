import { Box, Code, Group, Radio, SimpleGrid, Stack, Text, Textarea, Title } from '@mantine/core';
import { fieldName } from '@/api/fieldName';
import { CodeEditor } from '@/ui/CodeEditor';
import { DiffView } from '@/ui/DiffView';
import { Surface } from '@/ui/Surface';
import { asText, fromText, isLong, type Choice, type Clash, type Side } from './picks';

interface Props {
  clash: Clash;
  choice: Choice | undefined;
  onChoose: (choice: Choice) => void;
}

const sides: { take: 'app' | 'repo' | 'base'; label: string }[] = [
  { take: 'app', label: 'The app says' },
  { take: 'repo', label: 'Git says' },
  { take: 'base', label: 'Before, both said' },
];

// ClashCard is one field that both sides changed, and the choice for it.
export function ClashCard({ clash, choice, onChoose }: Props) {
  const long = isLong(clash);
  const name = fieldName(clash.path);
  const language = clash.path === 'rawSql' || clash.path.endsWith('.sql') ? 'sql' : 'text';
  const own = choice?.take === 'value' ? choice.value : undefined;
  const choose = (take: Side) => onChoose({ take, of: clash, value: take === 'value' ? (own ?? (clash.app.present ? clash.app.value : clash.repo.value)) : undefined });
  return (
    <Surface component="section">
      <Stack gap="sm">
        <Title order={2} size="h4" style={{ overflowWrap: 'anywhere' }}>{name}</Title>
        {long && clash.app.present && clash.repo.present && (
          <Stack gap={4}>
            <SimpleGrid cols={2} spacing={0}><Text size="xs" c="dimmed" fw={600}>The app says</Text><Text size="xs" c="dimmed" fw={600}>Git says</Text></SimpleGrid>
            <DiffView before={asText(clash.app)} after={asText(clash.repo)} language={language} sideBySide label={`${name}, the app and Git side by side`} />
          </Stack>
        )}
        <Radio.Group label={<Text span size="sm">Which one stays?</Text>} value={choice?.take ?? null} onChange={(v) => choose(v as Side)} aria-label={`Which one stays for ${name}?`}>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} spacing="xs" mt={6}>
            {sides.map(({ take, label }) => (
              <Option key={take} take={take} label={label} on={choice?.take === take}>{(!long || take === 'base') && <Value of={clash[take]} />}</Option>
            ))}
            <Option take="value" label="Something else" on={choice?.take === 'value'} />
          </SimpleGrid>
        </Radio.Group>
        {choice?.take === 'value' && <Own key={clash.path} clash={clash} long={long} language={language} value={own} onChange={(value) => onChoose({ take: 'value', value, of: clash })} name={name} />}
      </Stack>
    </Surface>
  );
}

function Option({ take, label, on, children }: { take: Side; label: string; on: boolean; children?: React.ReactNode }) {
  return (
    <Box p="xs" style={{ border: `1px solid ${on ? 'var(--mantine-primary-color-filled)' : 'var(--app-line)'}`, borderRadius: 'var(--mantine-radius-md)', minWidth: 0 }}>
      <Radio value={take} label={label} />
      {children && <Box mt={6} ml={28}>{children}</Box>}
    </Box>
  );
}

function Value({ of }: { of: { present: boolean; value?: unknown } }) {
  if (!of.present) return <Text size="sm" c="dimmed">nothing: the field is not set</Text>;
  return <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: 200 }} tabIndex={0}>{asText(of)}</Code>;
}

function Own({ clash, long, language, value, onChange, name }: { clash: Clash; long: boolean; language: 'sql' | 'text'; value: unknown; onChange: (v: unknown) => void; name: string }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null, null, 2);
  const write = (t: string) => {
    const read = fromText(t, clash);
    onChange(read === undefined ? t : read);
  };
  if (long) return <CodeEditor label={`Your own ${name}`} value={text} onChange={write} language={language} minHeight={120} maxHeight={420} />;
  return (
    <Group>
      <Textarea label={`Your own ${name}`} value={text} onChange={(e) => write(e.currentTarget.value)} autosize minRows={1} style={{ flex: 1 }} />
    </Group>
  );
}
