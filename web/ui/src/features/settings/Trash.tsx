import { Badge, Button, Code, Modal, Group, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { toFault } from '@/api/error';
import { useMay } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';
import { Confirm } from '@/ui/Confirm';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { When } from '@/ui/When';
import { Row, Rows } from './Rows';
import { useTrash, useTrashPurge, useTrashRestore, type Trashed } from './queries';

// Trash holds what was deleted, until it is restored or deleted for good.
export function Trash() {
  const { slug } = useWorkspace();
  const trash = useTrash(slug);
  const may = useMay('write');
  const restore = useTrashRestore(slug);
  const [purging, setPurging] = useState<Trashed | null>(null);
  const [renaming, setRenaming] = useState<Trashed | null>(null);
  const bring = (t: Trashed) =>
    restore.mutate(
      { id: t.id },
      {
        onSuccess: () => notifications.show({ message: `${t.name} is restored.` }),
        onError: (e) => toFault(e).code === 'conflict' && setRenaming(t),
      },
    );
  return (
    <Page title="Trash" intro={<Text size="sm" c="dimmed">What was deleted, in the app or in Git. Its history stays.</Text>}>
      {restore.error && !renaming && <ErrorNote title="It is not restored" error={toFault(restore.error)} />}
      {trash.error ? (
        <ErrorNote error={toFault(trash.error)} onRetry={() => void trash.refetch()} />
      ) : trash.isPending ? (
        <Loading />
      ) : trash.data.data.length === 0 ? (
        <EmptyState icon={<IconTrash />} title="The trash is empty">What you delete comes here first, and can be restored.</EmptyState>
      ) : (
        <Rows label="Trash">
          {trash.data.data.map((t) => (
            <Row
              key={t.id}
              title={t.name}
              badge={<Badge size="sm" variant="light" color="gray" tt="none">{t.kind}</Badge>}
              detail={<><Code>{t.slug}</Code> · deleted <When at={t.archivedAt} /></>}
              actions={
                may && (
                  <>
                    <Button size="xs" variant="default" aria-label={`Restore ${t.name}`} loading={restore.isPending && restore.variables.id === t.id} onClick={() => bring(t)}>Restore</Button>
                    <Button size="xs" variant="subtle" color="red" aria-label={`Delete ${t.name} for good`} onClick={() => setPurging(t)}>Delete for good</Button>
                  </>
                )
              }
            />
          ))}
        </Rows>
      )}
      {purging && <Purge of={purging} onClose={() => setPurging(null)} />}
      {renaming && (
        <RestoreAs
          of={renaming}
          onClose={() => {
            setRenaming(null);
            restore.reset();
          }}
        />
      )}
    </Page>
  );
}

function Purge({ of, onClose }: { of: Trashed; onClose: () => void }) {
  const { slug } = useWorkspace();
  const purge = useTrashPurge(slug);
  return (
    <Confirm title={`Delete ${of.name} for good?`} action="Delete for good" danger busy={purge.isPending} error={purge.error && toFault(purge.error)} onClose={onClose} onConfirm={() => purge.mutate(of.id, { onSuccess: onClose })}>
      It cannot be restored, and its secrets are gone. Its history stays.
    </Confirm>
  );
}

function RestoreAs({ of, onClose }: { of: Trashed; onClose: () => void }) {
  const { slug: workspace } = useWorkspace();
  const restore = useTrashRestore(workspace);
  const [slug, setSlug] = useState(`${of.slug}-2`);
  return (
    <Modal opened onClose={onClose} title={`Restore ${of.name} under another file name`}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          restore.mutate({ id: of.id, slug }, { onSuccess: onClose });
        }}
      >
        <Stack>
          <Text size="sm">Meanwhile another {of.kind} has the file name <Code>{of.slug}</Code>.</Text>
          {restore.error && <ErrorNote title="It is not restored" error={toFault(restore.error)} />}
          <TextInput label="File name" required value={slug} onChange={(e) => setSlug(e.currentTarget.value)} data-autofocus />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>Cancel</Button>
            <Button type="submit" loading={restore.isPending}>Restore</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
