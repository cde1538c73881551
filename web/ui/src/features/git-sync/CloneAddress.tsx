import { ActionIcon, Code, CopyButton, Group, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { client, take } from '@/api/client';
import { useWorkspace } from '@/api/workspaces';

// CloneAddress is where the built-in repository of the workspace is cloned from.
export function CloneAddress() {
  const { slug } = useWorkspace();
  const { data } = useQuery({ queryKey: ['installation'], queryFn: () => take(client.GET('/api/v1/installation')), staleTime: 300_000 });
  const address = `${(data?.publicUrl || window.location.origin).replace(/\/$/, '')}/git/${slug}.git`;
  return (
    <Group gap={4} wrap="nowrap" miw={0}>
      <Code style={{ overflowWrap: 'anywhere' }}>{address}</Code>
      <CopyButton value={address}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? 'Copied' : 'Copy the address'}>
            <ActionIcon variant="subtle" color="gray" size="sm" onClick={copy} aria-label="Copy the address">{copied ? <IconCheck size={14} /> : <IconCopy size={14} />}</ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </Group>
  );
}
