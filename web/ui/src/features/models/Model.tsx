import { ActionIcon, Menu } from '@mantine/core';
import { IconCopy, IconDots, IconTag, IconTrash } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { nameOf } from '@/api/address';
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
import { useModel, type Model } from './queries';
import { Remove } from './Remove';
import { Rename } from './Rename';
import { Usage } from './Usage';

interface Props {
  name: string; // slug or id, as the address has it
  search: PageSearch;
  onSearch: (next: PageSearch) => void;
}

// ModelPage is one model: its form, its history, its file and what uses it.
export function ModelPage({ name, search, onSearch }: Props) {
  const { slug } = useWorkspace();
  const model = useModel(slug, name);
  useFollow('models', name, model.data, search);
  if (model.data) return <Opened key={model.data.value.id} model={model.data.value} etag={model.data.etag} search={search} onSearch={onSearch} />;
  return (
    <Page title={name} above={{ label: 'Models', to: `/w/${slug}/models` }}>
      {model.error ? <ErrorNote title="This model is not there" error={toFault(model.error)} onRetry={() => void model.refetch()} /> : <Loading rows={8} />}
    </Page>
  );
}

function Opened({ model, etag, search, onSearch }: { model: Model; etag: string } & Omit<Props, 'name'>) {
  const { slug } = useWorkspace();
  const navigate = useNavigate();
  const [asking, setAsking] = useState<'rename' | 'remove' | null>(null);
  const close = () => setAsking(null);
  return (
    <>
      <EditorPage
        title={model.name}
        above={{ label: 'Models', to: `/w/${slug}/models` }}
        git={{ ...model.git, message: standingWords(model.git), conflictAt: `/w/${slug}/git/conflicts/models/${encodeURIComponent(model.slug)}` }}
        actions={
          <Menu position="bottom-end" width={190} withinPortal={false}>
            <Menu.Target><ActionIcon variant="default" size={36} aria-label="More actions"><IconDots size={18} /></ActionIcon></Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => void navigate({ to: '/w/$workspace/models/new', params: { workspace: slug }, search: { from: nameOf(model) } })}>Duplicate</Menu.Item>
              <Menu.Item leftSection={<IconTag size={16} />} onClick={() => setAsking('rename')}>Rename the file</Menu.Item>
              <Menu.Divider />
              <Menu.Item leftSection={<IconTrash size={16} />} c="var(--mantine-color-error)" onClick={() => setAsking('remove')}>Move to trash</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        }
        tab={search.tab}
        onTab={(tab) => onSearch({ tab })}
        tabs={[
          { value: 'edit', label: 'Edit', content: <Edit model={model} etag={etag} onRename={() => setAsking('rename')} /> },
          { value: 'history', label: 'History', content: <HistoryTab kind="models" id={model.id} search={search} onSearch={onSearch} /> },
          { value: 'yaml', label: 'YAML', content: <FileTab kind="models" id={model.id} slug={model.slug} /> },
          { value: 'usage', label: 'Usage', count: model.syncs.length, content: <Usage model={model} /> },
        ]}
      />
      {asking === 'rename' && <Rename model={model} etag={etag} onClose={close} />}
      {asking === 'remove' && <Remove model={model} etag={etag} onClose={close} />}
    </>
  );
}
