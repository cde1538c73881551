import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconTag, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { toFault } from '@/api/error';
import { FileTab } from '@/api/FileTab';
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
import { connectorOf } from './form';
import { useConnection, useConnectors, useUsers, type Connection, type ConnectionKind } from './queries';
import { Remove } from './Remove';
import { Rename } from './Rename';
import { Usage } from './Usage';
import { useSecrets } from './useSecrets';
import { words } from './words';

interface Props {
  kind: ConnectionKind;
  name: string; // slug or id, as the address has it
  search: PageSearch;
  onSearch: (next: PageSearch) => void;
}

// ConnectionPage is one source or destination: its form, its history, its file and what uses it.
export function ConnectionPage({ kind, name, search, onSearch }: Props) {
  const { slug } = useWorkspace();
  const found = useConnection(slug, kind, name);
  useFollow(kind, name, found.data, search);
  if (found.data) return <Opened key={found.data.value.id} kind={kind} of={found.data.value} etag={found.data.etag} search={search} onSearch={onSearch} />;
  return (
    <Page title={name} above={{ label: words[kind].title, to: `/w/${slug}/${kind}` }}>
      {found.error ? <ErrorNote title={`This ${words[kind].one} is not there`} error={toFault(found.error)} onRetry={() => void found.refetch()} /> : <Loading rows={8} />}
    </Page>
  );
}

function Opened({ kind, of, etag, search, onSearch }: { of: Connection; etag: string } & Omit<Props, 'name'>) {
  const { slug } = useWorkspace();
  const connectors = useConnectors();
  const users = useUsers(slug, kind, of.id);
  const secrets = useSecrets(); // they outlive a look at another tab
  const [asking, setAsking] = useState<'rename' | 'remove' | null>(null);
  const close = () => setAsking(null);
  const edit = connectors.error ? (
    <ErrorNote error={toFault(connectors.error)} onRetry={() => void connectors.refetch()} />
  ) : connectors.data ? (
    <Edit kind={kind} of={of} etag={etag} secrets={secrets} connector={connectorOf(connectors.data.data, of.type)} onRename={() => setAsking('rename')} />
  ) : (
    <Loading rows={8} />
  );
  return (
    <>
      <EditorPage
        title={of.name}
        above={{ label: words[kind].title, to: `/w/${slug}/${kind}` }}
        git={{ ...of.git, message: standingWords(of.git), conflictAt: `/w/${slug}/git/conflicts/${kind}/${encodeURIComponent(of.slug)}` }}
        actions={
          <Menu position="bottom-end" width={190} withinPortal={false}>
            <Menu.Target><ActionIcon variant="default" size={36} aria-label="More actions"><IconDots size={18} /></ActionIcon></Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconTag size={16} />} onClick={() => setAsking('rename')}>Rename the file</Menu.Item>
              <Menu.Divider />
              <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={() => setAsking('remove')}>Move to trash</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        }
        tab={search.tab}
        onTab={(tab) => onSearch({ tab })}
        tabs={[
          { value: 'edit', label: 'Edit', content: edit },
          { value: 'history', label: 'History', content: <HistoryTab kind={kind} id={of.id} search={search} onSearch={onSearch} /> },
          { value: 'yaml', label: 'YAML', content: <FileTab kind={kind} id={of.id} slug={of.slug} type={of.type} /> },
          { value: 'usage', label: 'Usage', count: users.isPending ? undefined : users.total, content: <Usage kind={kind} of={of} /> },
        ]}
      />
      {asking === 'rename' && <Rename kind={kind} of={of} etag={etag} onClose={close} />}
      {asking === 'remove' && <Remove kind={kind} of={of} etag={etag} onClose={close} />}
    </>
  );
}
