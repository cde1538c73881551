import { ActionIcon, Badge, Menu, Text } from '@mantine/core';
import { IconCopy, IconDots, IconTag, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { nameOf } from '@/api/address';
import { toFault } from '@/api/error';
import { useFollow } from '@/api/follow';
import { HistoryTab } from '@/api/HistoryTab';
import type { PageSearch } from '@/api/listSearch';
import { standingWords } from '@/api/standing';
import { useWorkspace } from '@/api/workspaces';
import { EditorPage } from '@/ui/EditorPage';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { Edit } from './Edit';
import { PauseButton } from './PauseButton';
import { useSync, type Sync } from './queries';
import { Remove } from './Remove';
import { Rename } from './Rename';
import { scheduleWords, typeOf, type Schedule } from './schedule';
import { Yaml } from './Yaml';

interface Props {
  name: string; // slug or id, as the address has it
  search: PageSearch;
  onSearch: (next: PageSearch) => void;
}

// SyncPage is one sync: its form, its history and its file.
export function SyncPage({ name, search, onSearch }: Props) {
  const { slug } = useWorkspace();
  const sync = useSync(slug, name);
  useFollow('syncs', name, sync.data, search);
  if (sync.data) return <Opened key={sync.data.value.id} sync={sync.data.value} etag={sync.data.etag} search={search} onSearch={onSearch} />;
  return (
    <Page title={name} above={{ label: 'Syncs', to: `/w/${slug}/syncs` }}>
      {sync.error ? <ErrorNote title="This sync is not there" error={toFault(sync.error)} onRetry={() => void sync.refetch()} /> : <Loading rows={8} />}
    </Page>
  );
}

function Opened({ sync, etag, search, onSearch }: { sync: Sync; etag: string } & Omit<Props, 'name'>) {
  const { slug } = useWorkspace();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<'rename' | 'remove' | null>(null);
  const close = () => setAsking(null);
  return (
    <>
      <EditorPage
        title={sync.slug}
        above={{ label: 'Syncs', to: `/w/${slug}/syncs` }}
        git={{ ...sync.git, message: standingWords(sync.git), conflictAt: `/w/${slug}/git/conflicts/syncs/${encodeURIComponent(sync.slug)}` }}
        badges={sync.disabled && <Badge variant="light" color="gray" tt="none" fw={550}>Paused</Badge>}
        intro={<Text size="sm" c="dimmed">{sync.modelName ?? sync.model} → {sync.destinationName ?? sync.destination} · {scheduleWords(sync.schedule as Schedule)}</Text>}
        actions={
          <>
            {(sync.disabled || typeOf(sync.schedule as Schedule) !== 'manual') && <PauseButton sync={sync} etag={etag} />}
            <Menu position="bottom-end" width={190} withinPortal={false}>
              <Menu.Target><ActionIcon variant="default" size={36} aria-label="More actions"><IconDots size={18} /></ActionIcon></Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => void navigate({ to: '/w/$workspace/syncs/new', params: { workspace: slug }, search: { from: nameOf(sync) } })}>Duplicate</Menu.Item>
                <Menu.Item leftSection={<IconTag size={16} />} onClick={() => setAsking('rename')}>Rename the file</Menu.Item>
                <Menu.Divider />
                <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={() => setAsking('remove')}>Move to trash</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </>
        }
        tab={search.tab}
        onTab={(tab) => onSearch({ tab })}
        tabs={[
          { value: 'edit', label: 'Edit', content: <Edit sync={sync} etag={etag} onRename={() => setAsking('rename')} onYaml={() => onSearch({ tab: 'yaml' })} /> },
          { value: 'history', label: 'History', content: <HistoryTab kind="syncs" id={sync.id} search={search} onSearch={onSearch} /> },
          { value: 'yaml', label: 'YAML', content: <Yaml sync={sync} /> },
        ]}
      />
      {asking === 'rename' && <Rename sync={sync} etag={etag} onClose={close} />}
      {asking === 'remove' && <Remove sync={sync} etag={etag} onClose={close} />}
    </>
  );
}
