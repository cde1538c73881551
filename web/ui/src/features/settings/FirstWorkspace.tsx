import { Text } from '@mantine/core';
import { useMay } from '@/api/session';
import { Doorway } from '@/ui/Doorway';
import { WorkspaceForm } from './WorkspaceForm';

// FirstWorkspace is shown where there is no workspace at all.
export function FirstWorkspace({ onDone }: { onDone: (slug: string) => void }) {
  const may = useMay('admin');
  if (!may) return <Doorway title="There is no workspace yet"><Text size="sm">An administrator makes the first one. Come back then.</Text></Doorway>;
  return (
    <Doorway title="Your first workspace" intro={<Text size="sm" c="dimmed">It holds your sources, models, syncs and destinations, and is kept in one branch of Git.</Text>}>
      <WorkspaceForm onDone={onDone} />
    </Doorway>
  );
}
