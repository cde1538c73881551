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
import { PoliciesTab } from './PoliciesTab';

const labels: Record<Tab, string> = { connection: 'Connection', commits: 'Commits', policies: 'Policies' };

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

// names are the fields of the settings for people, by their key.
const names: Record<string, string> = {
  url: 'Repository', branch: 'Branch', path: 'Folder', mode: 'Direction', authKind: 'Credential', username: 'User name', knownHosts: 'Known hosts',
  caBundle: 'Certificate', pollSeconds: 'Ask Git every', quietMillis: 'Wait after an edit', maxDelayMillis: 'But never longer than',
  commitTemplate: 'Template of the first line', grouping: 'One commit for', groupAbove: 'Waiting changes for one commit of each person',
  committerName: 'Name of the committer', committerEmail: 'E-mail of the committer', signingKey: 'Signature', publicKey: 'SSH key',
  deletePolicy: 'Deleted files', deleteCount: 'Number of resources', deletePercent: 'Share of all resources', conflictPolicy: 'Conflicts',
  includeConnections: 'Sources and destinations', writeManifest: 'A list of sources and destinations', schemaComment: 'A line for editors in new files',
  strict: 'Hold files with unknown keys', phase: 'State of the connection',
};

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
    <EditForm editor={editor} labels={names}>
      <Tabs value={tab} onChange={(v) => v && onTab(v as Tab)} keepMounted={false}>
        <Tabs.List mb="md">{tabs.map((t) => <Tabs.Tab key={t} value={t}>{labels[t]}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="connection"><ConnectionTab {...props} /></Tabs.Panel>
        <Tabs.Panel value="commits"><CommitsTab {...props} /></Tabs.Panel>
        <Tabs.Panel value="policies"><PoliciesTab {...props} /></Tabs.Panel>
      </Tabs>
    </EditForm>
  );
}
