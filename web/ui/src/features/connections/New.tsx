import { toFault } from '@/api/error';
import { useWorkspace } from '@/api/workspaces';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { connectorOf } from './form';
import { Gallery } from './Gallery';
import { NewForm } from './NewForm';
import { useConnectors, type ConnectionKind } from './queries';
import { words } from './words';

interface Props {
  kind: ConnectionKind;
  type?: string; // as the address has it; none: it is to be chosen
}

// NewConnection makes a source or destination: first its type, then its form.
export function NewConnection({ kind, type }: Props) {
  const { slug } = useWorkspace();
  const connectors = useConnectors();
  const w = words[kind];
  const offered = (connectors.data?.data ?? []).filter((c) => c.roles.includes(w.role));
  const chosen = type === undefined ? undefined : connectorOf(offered, type);
  const above = chosen ? { label: `All types of ${w.many}`, to: `/w/${slug}/${kind}/new` } : { label: w.title, to: `/w/${slug}/${kind}` };
  return (
    <Page title={chosen ? `New ${w.one}: ${chosen.title}` : `New ${w.one}`} above={above}>
      {connectors.error ? (
        <ErrorNote error={toFault(connectors.error)} onRetry={() => void connectors.refetch()} />
      ) : connectors.isPending ? (
        <Loading rows={8} />
      ) : chosen ? (
        <NewForm key={chosen.type} kind={kind} connector={chosen} />
      ) : (
        <Gallery kind={kind} of={offered} />
      )}
    </Page>
  );
}
