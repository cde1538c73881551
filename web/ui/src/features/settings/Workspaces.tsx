import { Badge, Button, Code, Modal, Text } from '@mantine/core';
import { IconPlus, IconStack2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { toFault } from '@/api/error';
import { useMay } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { RenameWorkspace } from './RenameWorkspace';
import { Row, Rows } from './Rows';
import { useWorkspaces } from './queries';
import { WorkspaceForm } from './WorkspaceForm';

// Workspaces lists them all; each is a world of its own, with its own branch.
export function Workspaces({ onOpen }: { onOpen: (slug: string) => void }) {
  const list = useWorkspaces();
  const here = useWorkspace();
  const may = useMay('admin');
  const [making, setMaking] = useState(false);
  const [naming, setNaming] = useState<number | null>(null);
  const named = list.data?.data.find((w) => w.id === naming);
  return (
    <Page
      title="Workspaces"
      actions={may && list.data && <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>New workspace</Button>}
      intro={<Text size="sm" c="dimmed">Each has its own resources and its own branch in Git.</Text>}
    >
      {list.error ? (
        <ErrorNote error={toFault(list.error)} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading />
      ) : list.data.data.length === 0 ? (
        <EmptyState icon={<IconStack2 />} title="No workspaces" />
      ) : (
        <Rows label="Workspaces">
          {list.data.data.map((w) => (
            <Row
              key={w.id}
              title={w.name}
              badge={w.id === here.id && <Badge size="sm" tt="none" variant="light">You are here</Badge>}
              detail={<><Code>{w.slug}</Code> · {w.changes} {w.changes === 1 ? 'change' : 'changes'}</>}
              actions={
                <>
                  {w.id !== here.id && <Button size="xs" variant="default" component={Link} to={`/w/${w.slug}`} aria-label={`Open ${w.name}`}>Open</Button>}
                  {may && <Button size="xs" variant="subtle" aria-label={`Rename ${w.name}`} onClick={() => setNaming(w.id)}>Rename</Button>}
                </>
              }
            />
          ))}
        </Rows>
      )}
      {making && <Modal opened onClose={() => setMaking(false)} title="New workspace" closeButtonProps={{ 'aria-label': 'Close' }}><WorkspaceForm onDone={onOpen} onCancel={() => setMaking(false)} /></Modal>}
      {named && <RenameWorkspace of={named} onClose={() => setNaming(null)} />}
    </Page>
  );
}
