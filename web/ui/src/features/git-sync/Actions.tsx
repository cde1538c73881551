import { Button, Group, Menu, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots, IconPlayerPause, IconPlayerPlay, IconPlugConnectedX, IconRefresh, IconRotate2, IconSettings } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { toFault } from '@/api/error';
import type { GitStatus } from '@/api/git';
import { useMay } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';
import { Confirm } from '@/ui/Confirm';
import { ErrorNote } from '@/ui/ErrorNote';
import { useCycle, useStep, type Step } from './queries';
import { plural } from './words';

const asks: Partial<Record<Step, { title: string; text: string; button: string; danger: boolean }>> = {
  resync: {
    title: 'Compare everything again?',
    text: 'Usually Lockstep looks only at what changed. A full resync compares each resource with its file, and brings back files that were deleted in Git while the app kept the resource. It may make a commit.',
    button: 'Start the full resync',
    danger: false,
  },
  disconnect: {
    title: 'Disconnect from Git?',
    text: 'The app and the branch both stay as they are, and changes are not carried over any more. The credential and the signing key are deleted here. To go on later, connect again and choose a direction.',
    button: 'Disconnect',
    danger: true,
  },
};

// Actions are what a person can do to Git Sync as a whole.
export function Actions({ status }: { status: GitStatus }) {
  const { slug } = useWorkspace();
  const step = useStep();
  const cycle = useCycle();
  const [asked, setAsked] = useState<Step | null>(null);
  const ask = asked ? asks[asked] : undefined;
  const admin = useMay('admin');
  const write = useMay('write');
  const paused = status.phase === 'paused';
  const now = () =>
    cycle.mutate(undefined, {
      onSuccess: (c) =>
        notifications.show({
          message: c.halted ? 'Git Sync halted and asks for you.' : c.idle || c.inbound + c.outbound === 0 ? 'Nothing new on either side.' : `${plural(c.inbound, 'change')} came in, ${c.outbound} went out.`,
        }),
    });
  const error = cycle.error ?? step.error;
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Button leftSection={<IconRefresh size={16} aria-hidden />} onClick={now} loading={cycle.isPending} disabled={paused || !write}>Sync now</Button>
        {admin && (paused ? (
          <Button variant="default" leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => step.mutate('resume')} loading={step.isPending}>Resume</Button>
        ) : (
          <Button variant="default" leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => step.mutate('pause')} loading={step.isPending}>Pause</Button>
        ))}
        <Button variant="default" component={Link} to={`/w/${slug}/git/settings`} leftSection={<IconSettings size={16} aria-hidden />}>Settings</Button>
        {write && <Menu position="bottom-end">
          <Menu.Target><Button variant="default" px="xs" aria-label="More"><IconDots size={18} aria-hidden /></Button></Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconRotate2 size={16} aria-hidden />} onClick={() => setAsked('resync')}>Full resync</Menu.Item>
            {admin && <Menu.Item color="red" leftSection={<IconPlugConnectedX size={16} aria-hidden />} onClick={() => setAsked('disconnect')}>Disconnect</Menu.Item>}
          </Menu.Dropdown>
        </Menu>}
      </Group>
      {error && !asked && <ErrorNote error={toFault(error)} />}
      {asked && ask && (
        <Confirm
          title={ask.title}
          action={ask.button}
          danger={ask.danger}
          busy={step.isPending}
          error={step.error && toFault(step.error)}
          onClose={() => { step.reset(); setAsked(null); }}
          onConfirm={() =>
            step.mutate(asked, {
              onSuccess: () => {
                setAsked(null);
                if (asked === 'resync') now();
              },
            })
          }
        >
          {ask.text}
        </Confirm>
      )}
    </Stack>
  );
}
