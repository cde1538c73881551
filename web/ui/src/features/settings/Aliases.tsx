import { Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { toFault } from '@/api/error';
import type { Versioned } from '@/api/client';
import { useEditor } from '@/api/editor';
import { keys } from '@/api/keys';
import { useMay } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';
import { EditForm } from '@/ui/EditForm';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { AliasTable } from './AliasTable';
import { faultsOf, toAliases, toRows, type Rows } from './aliasRows';
import { replaceAliases, useAliases, type Aliases as Values } from './queries';

// Aliases are other names for sources and destinations, as files in Git may use them.
export function Aliases() {
  const { slug } = useWorkspace();
  const aliases = useAliases(slug);
  const intro = <Text size="sm" c="dimmed" maw={640}>Other names that files in Git may use for a source or a destination, so that one file works in several workspaces: <em>warehouse</em> may stand for another database in each.</Text>;
  return (
    <Page title="Aliases" intro={intro}>
      {aliases.data ? (
        <Editor saved={aliases.data} />
      ) : aliases.error ? (
        <ErrorNote error={toFault(aliases.error)} onRetry={() => void aliases.refetch()} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Editor({ saved }: { saved: Versioned<Values> }) {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  const may = useMay('write');
  const [tried, setTried] = useState(false);
  const editor = useEditor<Rows>({
    key: `${slug}/aliases`,
    server: { value: toRows(saved.value), etag: saved.etag },
    write: async ({ sources, destinations }, { etag }) => {
      const now = await replaceAliases(cache, slug, { sources: toAliases(sources), destinations: toAliases(destinations) }, etag);
      return { value: toRows(now.value), etag: now.etag };
    },
    refresh: () => cache.invalidateQueries({ queryKey: keys.aliases(slug) }),
    onSaved: () => notifications.show({ message: 'The aliases are saved.' }),
  });
  const { value, set } = editor.draft;
  const faults = { sources: faultsOf(value.sources), destinations: faultsOf(value.destinations) };
  const wrong = Object.keys({ ...faults.sources, ...faults.destinations }).length > 0;
  const save = () => {
    setTried(true);
    if (!wrong) editor.save();
  };
  const tables = (['sources', 'destinations'] as const).map((kind) => (
    <AliasTable key={kind} kind={kind} rows={value[kind]} onChange={(rows) => set((now) => ({ ...now, [kind]: rows }))} faults={tried ? faults[kind] : {}} editable={may} />
  ));
  return may ? <EditForm editor={{ ...editor, save }} labels={{ sources: 'Sources', destinations: 'Destinations' }}>{tables}</EditForm> : <>{tables}</>;
}
