import { Button, Tabs } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconGitMerge } from '@tabler/icons-react';
import type { Versioned } from '@/api/client';
import { useEditor } from '@/api/editor';
import { toFault } from '@/api/error';
import { gitSettingsQuery, type GitSettings } from '@/api/git';
import { keys } from '@/api/keys';
import { useWorkspace } from '@/api/workspaces';
import { EditForm } from '@/ui/EditForm';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Surface } from '@/ui/Surface';
import { writeSettings } from '../queries';
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
  const cache = useQueryClient();
  const editor = useEditor<GitSettings>({
    key: `${slug}/git-settings`,
    server: stored,
    write: (value, { etag }) => writeSettings(cache, slug, { value, etag }),
    refresh: () => cache.invalidateQueries({ queryKey: keys.gitSettings(slug) }),
  });
  const { draft } = editor;
  const set = (next: Partial<GitSettings>) => draft.set((now) => ({ ...now, ...next }));
  const props: TabProps = { value: draft.value, set, stored };
  return (
    <EditForm editor={editor} labels={labels}>
      <Tabs value={tab} onChange={(v) => v && onTab(v as Tab)} keepMounted={false}>
        <Tabs.List mb="md">{tabs.map((t) => <Tabs.Tab key={t} value={t}>{titles[t]}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="connection"><ConnectionTab {...props} /></Tabs.Panel>
        <Tabs.Panel value="commits"><CommitsTab {...props} /></Tabs.Panel>
        <Tabs.Panel value="policies"><PoliciesTab {...props} /></Tabs.Panel>
      </Tabs>
    </EditForm>
  );
}
