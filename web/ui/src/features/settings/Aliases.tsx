import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { toFault } from '@/api/error';
import type { Versioned } from '@/api/client';
import { useMay } from '@/api/session';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { AliasTable } from './AliasTable';
import { faultsOf, toAliases, toRows } from './aliasRows';
import { useAliases, useAliasesReplace, type Aliases as Values } from './queries';

// Aliases are other names for sources and destinations, as files in Git may use them.
export function Aliases() {
  const { slug } = useWorkspace();
  const aliases = useAliases(slug);
  const intro = <Text size="sm" c="dimmed" maw={640}>Other names that files in Git may use for a source or a destination, so that one file works in several workspaces: <em>warehouse</em> may stand for another database in each.</Text>;
  return (
    <Page title="Aliases" intro={intro}>
      {aliases.error ? (
        <ErrorNote error={toFault(aliases.error)} onRetry={() => void aliases.refetch()} />
      ) : aliases.data ? (
        <Editor key={aliases.data.etag} saved={aliases.data} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Editor({ saved }: { saved: Versioned<Values> }) {
  const { slug } = useWorkspace();
  const may = useMay('write');
  const replace = useAliasesReplace(slug);
  const [sources, setSources] = useState(() => toRows(saved.value.sources ?? {}));
  const [destinations, setDestinations] = useState(() => toRows(saved.value.destinations ?? {}));
  const [tried, setTried] = useState(false);
  const body = { sources: toAliases(sources), destinations: toAliases(destinations) };
  const faults = { sources: faultsOf(sources), destinations: faultsOf(destinations) };
  const dirty = JSON.stringify(body) !== JSON.stringify({ sources: toAliases(toRows(saved.value.sources ?? {})), destinations: toAliases(toRows(saved.value.destinations ?? {})) });
  const save = () => {
    setTried(true);
    if (faults.sources.size + faults.destinations.size > 0) return;
    // The answer brings a new version, and with it a new editor: what is told must not hang on this one.
    replace.mutateAsync({ etag: saved.etag, body }).then(
      () => notifications.show({ message: 'The aliases are saved.' }),
      () => undefined,
    );
  };
  return (
    <>
      {replace.error && <ErrorNote title="The aliases are not saved" error={toFault(replace.error)} />}
      <AliasTable kind="sources" rows={sources} onChange={setSources} faults={tried ? faults.sources : new Map()} editable={may} />
      <AliasTable kind="destinations" rows={destinations} onChange={setDestinations} faults={tried ? faults.destinations : new Map()} editable={may} />
      {may && (
        <Group>
          <Button onClick={save} loading={replace.isPending} disabled={!dirty}>Save</Button>
        </Group>
      )}
    </>
  );
}
