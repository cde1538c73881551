import { Badge, Button, Code, Text } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { toFault } from '@/api/error';
import { meQuery } from '@/api/session';
import { Confirm } from '@/ui/Confirm';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorNote } from '@/ui/ErrorNote';
import { Loading } from '@/ui/Loading';
import { Page } from '@/ui/Page';
import { When } from '@/ui/When';
import { NewKey } from './NewKey';
import { roleLabel } from './roles';
import { Row, Rows } from './Rows';
import { useKeyRevoke, useKeys, type Key } from './queries';

// Keys are for programs: the API, the command line, git with the built-in repositories.
export function Keys() {
  const list = useKeys();
  const me = useQuery(meQuery);
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<Key | null>(null);
  const make = <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>New key</Button>;
  return (
    <Page title="API keys" actions={list.data && list.data.data.length > 0 && make} intro={<Text size="sm" c="dimmed">For programs, the command line, and git with the built-in repositories.</Text>}>
      {list.error ? (
        <ErrorNote error={toFault(list.error)} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <Loading />
      ) : list.data.data.length === 0 ? (
        <EmptyState icon={<IconKey />} title="No API keys" action={make}>A key lets a program do what you may do, or less.</EmptyState>
      ) : (
        <Rows label="API keys">
          {list.data.data.map((k) => (
            <Row
              key={k.id}
              title={k.name}
              badge={
                <>
                  <Badge size="sm" tt="none" variant="light" color={k.scope === 'admin' ? 'orange' : 'gray'}>{roleLabel(k.scope)}</Badge>
                  {expired(k) && <Badge size="sm" tt="none" variant="light" color="red">Expired</Badge>}
                  {k.userId !== me.data?.userId && <Badge size="sm" tt="none" variant="light" color="gray">Of another person</Badge>}
                </>
              }
              detail={
                <>
                  {k.prefix && <><Code>{k.prefix}…</Code> · </>}made <When at={k.createdAt} /> · {k.lastUsedAt ? <>used <When at={k.lastUsedAt} /></> : 'not used yet'}
                  {k.expiresAt ? <> · {expired(k) ? 'expired' : 'expires'} <When at={k.expiresAt} /></> : ' · does not expire'}
                </>
              }
              actions={<Button size="xs" variant="subtle" color="red" aria-label={`Revoke ${k.name}`} onClick={() => setEnding(k)}>Revoke</Button>}
            />
          ))}
        </Rows>
      )}
      {making && me.data && <NewKey most={me.data.scope} onClose={() => setMaking(false)} />}
      {ending && <Revoke of={ending} onClose={() => setEnding(null)} />}
    </Page>
  );
}

const expired = (k: Key) => k.expiresAt !== undefined && new Date(k.expiresAt) <= new Date();

function Revoke({ of, onClose }: { of: Key; onClose: () => void }) {
  const revoke = useKeyRevoke();
  return (
    <Confirm title={`Revoke ${of.name}?`} action="Revoke" danger busy={revoke.isPending} error={revoke.error && toFault(revoke.error)} onClose={onClose} onConfirm={() => revoke.mutate(of.id, { onSuccess: onClose })}>
      What uses this key is refused from now on. This cannot be taken back.
    </Confirm>
  );
}
