import { Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { toFault } from '@/api/error';
import type { GitStatus } from '@/api/git';
import { useMay } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';
import { CopyField } from '@/ui/CopyField';
import { ErrorNote } from '@/ui/ErrorNote';
import { useBuiltIn, useInstallation } from './queries';
import { Step } from './Step';

// GitStep connects a repository, or the one that is built in, by one click.
export function GitStep({ status }: { status: GitStatus }) {
  const { slug } = useWorkspace();
  const may = useMay('admin');
  const connect = useBuiltIn();
  const installation = useInstallation();
  const done = status.phase !== 'disconnected';
  const host = installation.data?.gitHost ?? false;
  return (
    <Step number={2} title="Git" done={done}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {done ? status.message : `Git keeps every version of a set of files. This workspace is kept as such files, both ways: what you change here goes there, and what somebody changes there comes here. ${host ? 'No repository at hand? Lockstep has one built in.' : ''}`}
        </Text>
        {connect.error && <ErrorNote title="Git is not connected" error={toFault(connect.error)} />}
        {done && status.remote === 'built-in' && installation.data && (
          <CopyField label="Repository" description="For git clone; an API key is the password." value={`${installation.data.publicUrl}/git/${slug}.git`} />
        )}
        {!done && may && (
          <Group gap="xs">
            {host && <Button loading={connect.isPending} onClick={() => connect.mutate()}>Use the built-in repository</Button>}
            <Button component={Link} to={`/w/${slug}/git/connect`} variant={host ? 'default' : 'filled'}>Connect your repository</Button>
          </Group>
        )}
        {!done && !may && <Text size="sm">An administrator connects Git.</Text>}
      </Stack>
    </Step>
  );
}
