import { Badge, Button, Menu, ActionIcon, Modal, Select, Text } from '@mantine/core';
import { IconDots, IconLink, IconPencil, IconTrash, IconUserPlus, IconUsers } from '@tabler/icons-react';
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
import { EditPerson } from './EditPerson';
import { Invite } from './Invite';
import { LinkToSend } from './LinkToSend';
import { roleLabel, roles } from './roles';
import { Row, Rows } from './Rows';
import { useUserLink, useUserRemove, useUserRole, useUsers, type Role, type User } from './queries';

// People are all who have an account; only administrators see this page.
export function People() {
  const users = useUsers();
  const me = useQuery(meQuery);
  const update = useUserRole();
  const link = useUserLink();
  const [inviting, setInviting] = useState(false);
  const [leaving, setLeaving] = useState<User | null>(null);
  const [editing, setEditing] = useState<number | null>(null);
  const edited = users.data?.data.find((u) => u.id === editing);
  const invite = <Button leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>Invite</Button>;
  const fault = update.error ? toFault(update.error) : link.error ? toFault(link.error) : null;
  const stale = fault?.code === 'stale'; // the list is read anew by then
  return (
    <Page title="People" actions={users.data && invite} intro={<Text size="sm" c="dimmed">Who may sign in, and what they may do.</Text>}>
      {fault && (stale ? <ErrorNote title="Nothing is changed" error={{ code: fault.code, message: fault.message, hint: 'Below is how it is now. Choose again if you still want to.' }} /> : <ErrorNote error={fault} />)}
      {users.error ? (
        <ErrorNote error={toFault(users.error)} onRetry={() => void users.refetch()} />
      ) : users.isPending ? (
        <Loading />
      ) : users.data.data.length === 0 ? (
        <EmptyState icon={<IconUsers />} title="Nobody is here" action={invite} />
      ) : (
        <Rows label="People">
          {users.data.data.map((u) => {
            const own = u.id === me.data?.userId;
            return (
              <Row
                key={u.id}
                title={u.name}
                badge={<>{own && <Badge size="sm" tt="none" variant="light">You</Badge>}{!u.hasPassword && <Badge size="sm" tt="none" variant="light" color="yellow">Has no password yet</Badge>}</>}
                detail={<>{u.emails.join(', ') || 'no e-mail'} · seen <When at={u.lastSeenAt} /></>}
                actions={
                  <>
                    {own ? (
                      <Text size="sm" c="dimmed">{roleLabel(u.role)}</Text>
                    ) : (
                      <Select
                        aria-label={`What ${u.name} may do`}
                        size="xs"
                        w={130}
                        allowDeselect={false}
                        data={roles.map(({ value, label }) => ({ value, label }))}
                        value={u.role}
                        disabled={update.isPending}
                        onChange={(role) => role && role !== u.role && update.mutate({ user: u, role: role as Role })}
                      />
                    )}
                    <Menu position="bottom-end">
                      <Menu.Target>
                        <ActionIcon variant="subtle" color="gray" aria-label={`More for ${u.name}`}><IconDots size={16} /></ActionIcon>
                      </Menu.Target>
                      <Menu.Dropdown>
                        <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setEditing(u.id)}>Edit name and e-mails</Menu.Item>
                        <Menu.Item leftSection={<IconLink size={16} />} onClick={() => link.mutate(u)}>Link to set a password</Menu.Item>
                        {!own && <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setLeaving(u)}>Remove</Menu.Item>}
                      </Menu.Dropdown>
                    </Menu>
                  </>
                }
              />
            );
          })}
        </Rows>
      )}
      {inviting && <Invite onClose={() => setInviting(false)} />}
      {link.data && (
        <Modal opened onClose={link.reset} title={`A link for ${link.data.user.name}`} closeButtonProps={{ 'aria-label': 'Close' }}>
          <LinkToSend url={link.data.link.url} expiresAt={link.data.link.expiresAt} />
        </Modal>
      )}
      {edited && <EditPerson user={edited} own={edited.id === me.data?.userId} onClose={() => setEditing(null)} />}
      {leaving && <Leave user={leaving} onClose={() => setLeaving(null)} />}
    </Page>
  );
}

function Leave({ user, onClose }: { user: User; onClose: () => void }) {
  const remove = useUserRemove();
  return (
    <Confirm title={`Remove ${user.name}?`} action="Remove" danger busy={remove.isPending} error={remove.error && toFault(remove.error)} onClose={onClose} onConfirm={() => remove.mutate(user.id, { onSuccess: onClose })}>
      Their API keys and sessions end at once. What they changed stays in the history under their name.
    </Confirm>
  );
}
