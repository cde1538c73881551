import { Anchor, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';

interface Props {
  value: string;
  label: string;
  where?: string; // to register it
  page?: string;
}

// PublicKey is the half of a key that others may see, to be copied.
export function PublicKey({ value, label, where, page }: Props) {
  return (
    <Stack gap={6}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600}>{label}</Text>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button size="xs" variant="default" onClick={copy} leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}>{copied ? 'Copied' : 'Copy'}</Button>
          )}
        </CopyButton>
      </Group>
      <Code block tabIndex={0} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight: 160 }} data-testid="public-key">{value.trim()}</Code>
      {where && (
        <Text size="sm">
          {where} {page && <Anchor href={page} target="_blank" rel="noreferrer" size="sm">Open the page</Anchor>}
        </Text>
      )}
    </Stack>
  );
}
