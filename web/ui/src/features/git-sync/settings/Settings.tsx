import { Alert, Button, Group, Stack, Tabs, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconGitMerge } from '@tabler/icons-react';
import type { Versioned } from '@/api/client';
import { useDraft } from '@/api/draft';
import { toFault } from '@/api/error';
import { gitSettingsQuery, type GitSettings } from '@/api/git';
import { settle } from '@/api/merge';
import { useOwnKey } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { MergeOffer } from '@/ui/MergeOffer';
import { Page } from '@/ui/Page';
import { Surface } from '@/ui/Surface';
import { useSaveSettings } from '../queries';
import { tabs, type Tab } from '../searches';
import { CommitsTab } from './CommitsTab';
import { ConnectionTab } from './ConnectionTab';
import { labels } from './labels';
import { PoliciesTab } from './PoliciesTab';

const titles: Record<Tab, string> = { connection: 'Connection', commits: 'Commits', policies: 'Policies' };

// TabProps is what each tab gets: the draft, and what is stored.
export interface TabProps {
  value: GitSettings;
  set: (next: Partial<GitSettings>) => void;
  stored: Versioned<GitSettings>;
}

// Settings are those of Git Sync. An edit is a draft until it is saved.
export function Settings({ tab, onTab }: { tab: Tab; onTab: (next: Tab) => void }) {
  const { slug } = useWorkspace();
  const settings = useQuery(gitSettingsQuery(slug));
  return (
    <Page title="Git Sync settings" above={{ label: 'Git Sync', to: `/w/${slug}/git` }}>
      {settings.data ? (
        settings.data.value.phase === 'disconnected' ? (
          <Surface>
            <EmptyState icon={<IconGitMerge />} title="Not connected to Git" action={<Button component={Link} to={`/w/${slug}/git/connect`}>Connect</Button>}>Settings are there once the workspace is connected to a branch.</EmptyState>
          </Surface>
        ) : (
          <Form stored={settings.data} tab={tab} onTab={onTab} />
        )
      ) : settings.error ? (
        <ErrorNote error={toFault(settings.error)} onRetry={() => void settings.refetch()} />
      ) : (
        <Loading rows={8} />
      )}
    </Page>
  );
}

function Form({ stored, tab, onTab }: { stored: Versioned<GitSettings>; tab: Tab; onTab: (next: Tab) => void }) {
  const { slug } = useWorkspace();
  const draft = useDraft(useOwnKey(`${slug}/git-settings`), stored);
  const save = useSaveSettings();
  const set = (next: Partial<GitSettings>) => draft.set((now) => ({ ...now, ...next }));
  const props: TabProps = { value: draft.value, set, stored };
  const put = () => {
    if (draft.dirty && !draft.offer && !save.isPending) save.mutate({ value: draft.value, etag: draft.etag }, { onSuccess: () => notifications.show({ message: 'The settings are saved.', color: 'step' }) });
  };
  useHotkeys([['mod+S', put]], [], true);
  const fault = save.error ? toFault(save.error) : null;
  return (
    <Stack gap="md" pb={draft.dirty ? 72 : 0}>
      {draft.restored && <Alert color="blue" title="Unsaved changes are back"><Text size="sm">They are from before this page was loaded.</Text></Alert>}
      {draft.joined.length > 0 && <Text size="sm" role="status">Somebody else changed other settings meanwhile; both are in.</Text>}
      <Tabs value={tab} onChange={(v) => v && onTab(v as Tab)} keepMounted={false}>
        <Tabs.List mb="md">{tabs.map((t) => <Tabs.Tab key={t} value={t}>{titles[t]}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="connection"><ConnectionTab {...props} /></Tabs.Panel>
        <Tabs.Panel value="commits"><CommitsTab {...props} /></Tabs.Panel>
        <Tabs.Panel value="policies"><PoliciesTab {...props} /></Tabs.Panel>
      </Tabs>
      {fault && fault.status !== 412 && <ErrorNote title="The settings are not saved" error={fault} />}
      {draft.dirty && (
        <Surface p="sm" style={{ position: 'sticky', bottom: 12, zIndex: 2, borderColor: 'var(--app-line)', boxShadow: 'var(--mantine-shadow-md)' }}>
          <Group justify="space-between" gap="xs">
            <Text size="sm">Not saved yet</Text>
            <Group gap="xs">
              <Button variant="default" onClick={() => { draft.discard(); save.reset(); }}>Discard</Button>
              <Button loading={save.isPending} onClick={put}>Save</Button>
            </Group>
          </Group>
        </Surface>
      )}
      {draft.offer && <MergeOffer labels={labels} clashes={draft.offer.clashes} onSettle={(pick) => draft.offer && draft.accept(settle(draft.offer.value, draft.offer.clashes, pick))} />}
    </Stack>
  );
}
