import { Button, Group, Menu, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDots, IconPlayerPause, IconPlayerPlay, IconPlugConnectedX, IconRefresh, IconRotate2, IconSettings } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { toFault } from '@/api/error';
import type { GitStatus } from '@/api/git';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import { useCycle, useStep, type Step } from './queries';
import { plural } from './words';

const asks: Partial<Record<Step, { title: string; text: string; button: string; color: string }>> = {
  resync: {
    title: 'Compare everything again?',
    text: 'Usually Lockstep looks only at what changed. A full resync compares each resource with its file, and brings back files that were deleted in Git while the app kept the resource. It may make a commit.',
    button: 'Start the full resync',
    color: 'step',
  },
  disconnect: {
    title: 'Disconnect from Git?',
    text: 'The app and the branch both stay as they are, and changes are not carried over any more. The credential and the signing key are deleted here. To go on later, connect again and choose a direction.',
    button: 'Disconnect',
    color: 'red',
  },
};

// Actions are what a person can do to Git Sync as a whole.
export function Actions({ status }: { status: GitStatus }) {
  const { slug } = useWorkspace();
  const step = useStep();
  const cycle = useCycle();
  const [asked, setAsked] = useState<Step | null>(null);
  const ask = asked ? asks[asked] : undefined;
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
        <Button leftSection={<IconRefresh size={16} aria-hidden />} onClick={now} loading={cycle.isPending} disabled={paused}>Sync now</Button>
        {paused ? (
          <Button variant="default" leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => step.mutate('resume')} loading={step.isPending}>Resume</Button>
        ) : (
          <Button variant="default" leftSection={<IconPlayerPause size={16} aria-hidden />} onClick={() => step.mutate('pause')} loading={step.isPending}>Pause</Button>
        )}
        <Button variant="default" component={Link} to={`/w/${slug}/git/settings`} leftSection={<IconSettings size={16} aria-hidden />}>Settings</Button>
        <Menu position="bottom-end">
          <Menu.Target><Button variant="default" px="xs" aria-label="More"><IconDots size={18} aria-hidden /></Button></Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconRotate2 size={16} aria-hidden />} onClick={() => setAsked('resync')}>Full resync</Menu.Item>
            <Menu.Item color="red" leftSection={<IconPlugConnectedX size={16} aria-hidden />} onClick={() => setAsked('disconnect')}>Disconnect</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      {error && !asked && <ErrorNote error={toFault(error)} />}
      <Modal opened={ask !== undefined} onClose={() => setAsked(null)} title={ask?.title}>
        <Stack>
          <Text size="sm">{ask?.text}</Text>
          {step.error && <ErrorNote error={toFault(step.error)} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsked(null)}>Cancel</Button>
            <Button
              color={ask?.color}
              loading={step.isPending}
              onClick={() =>
                asked &&
                step.mutate(asked, {
                  onSuccess: () => {
                    setAsked(null);
                    if (asked === 'resync') now();
                  },
                })
              }
            >
              {ask?.button}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Stack>
  );
}
