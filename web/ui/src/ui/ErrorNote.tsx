import { Alert, Button, Code, Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { sentence } from './sentence';

// Trouble is what went wrong, in the form that every page shows it.
export interface Trouble {
  code: string;
  message: string;
  hint?: string;
  requestId?: string;
  problems?: { path?: string; message: string; hint?: string; line?: number; column?: number; warning?: boolean }[];
}

interface Props {
  error: Trouble;
  title?: string;
  onRetry?: () => void;
}

// ErrorNote says what is wrong, where, and what to do about it.
export function ErrorNote({ error, title = 'That did not work', onRetry }: Props) {
  const problems = (error.problems ?? []).filter((p) => !p.warning);
  return (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <Stack gap="xs">
        <Text size="sm">{sentence(error.message)}</Text>
        {problems.length > 0 && (
          <List size="sm" spacing={4}>
            {problems.map((p, i) => (
              <List.Item key={i}>
                {p.line ? `Line ${p.line}: ` : ''}
                {p.path && <Code>{p.path}</Code>} {p.message}
                {p.hint && <Text span c="dimmed"> {sentence(p.hint)}</Text>}
              </List.Item>
            ))}
          </List>
        )}
        {error.hint && <Text size="sm" c="dimmed">{sentence(error.hint)}</Text>}
        <Group gap="xs" justify="space-between">
          <Text size="xs" c="dimmed">
            Code <Code>{error.code}</Code>
            {error.requestId && <> · request <Code>{error.requestId}</Code></>}
          </Text>
          {onRetry && <Button size="xs" variant="light" color="red" onClick={onRetry}>Try again</Button>}
        </Group>
      </Stack>
    </Alert>
  );
}
