import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { client, take, takeVersioned, type Schemas, type Versioned } from '@/api/client';
import { keys } from '@/api/keys';
import { workspacesQuery, type Workspace } from '@/api/workspaces';

export type Invitation = Schemas['Invitation'];
export type User = Schemas['User'];
export type Key = Schemas['Key'];
export type Role = User['role'];
export type PersonUpdate = Schemas['MeUpdate'];
export type Trashed = Schemas['Trashed'];
export type Aliases = Schemas['AliasesReplace'];

export function useInvitation(token: string) {
  return useQuery({
    queryKey: ['invitation', token],
    queryFn: () => take(client.POST('/api/v1/session/link', { body: { token } })),
    enabled: token !== '',
    staleTime: Infinity,
    gcTime: 0, // a used link is worth nothing
  });
}

export function useRedeem() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Schemas['Redeem']) => take(client.POST('/api/v1/session/redeem', { body })),
    onSuccess: (me) => {
      cache.clear();
      cache.setQueryData(keys.me, me);
    },
  });
}

// useChange is a mutation after which some of the cache is stale; also when it is refused, as
// somebody else may have been first.
function useChange<V, R>(mutationFn: (v: V) => Promise<R>, ...stale: (readonly unknown[])[]) {
  const cache = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => Promise.all(stale.map((queryKey) => cache.invalidateQueries({ queryKey }))) });
}

const under = (etag: string) => ({ header: { 'If-Match': etag } });

export async function updateMe(cache: QueryClient, body: PersonUpdate, etag: string): Promise<User> {
  const me = await take(client.PATCH('/api/v1/me', { params: under(etag), body }));
  cache.setQueryData(keys.me, me);
  void cache.invalidateQueries({ queryKey: keys.users });
  return me.user;
}

export async function updateUser(cache: QueryClient, id: number, body: Schemas['UserUpdate'], etag: string): Promise<User> {
  const user = await take(client.PATCH('/api/v1/users/{id}', { params: { path: { id }, ...under(etag) }, body }));
  cache.setQueryData<Schemas['ListUserBody']>(keys.users, (now) => now && { ...now, data: now.data.map((u) => (u.id === id ? user : u)) });
  void cache.invalidateQueries({ queryKey: keys.me });
  return user;
}

export const usePasswordChange = () => useChange((body: Schemas['PasswordChange']) => take(client.PUT('/api/v1/me/password', { body })));

export const useUsers = () => useQuery({ queryKey: keys.users, queryFn: () => take(client.GET('/api/v1/users')) });

// useInvite makes an account and the link by which its person chooses a password.
export const useInvite = () =>
  useChange(async (body: Schemas['NewUser']) => {
    const user = await take(client.POST('/api/v1/users', { body }));
    return { user, link: await take(client.POST('/api/v1/users/{id}/link', { params: { path: { id: user.id } } })) };
  }, keys.users);

export const useUserLink = () =>
  useChange(async (user: User) => ({ user, link: await take(client.POST('/api/v1/users/{id}/link', { params: { path: { id: user.id } } })) }), keys.users);

// useUserRole changes what a person may do, if they still are as they were seen.
export function useUserRole() {
  const cache = useQueryClient();
  return useChange(({ user, role }: { user: User; role: Role }) => updateUser(cache, user.id, { role }, `"${user.version}"`), keys.users);
}

export const useUserRemove = () => useChange((id: number) => take(client.DELETE('/api/v1/users/{id}', { params: { path: { id } } })), keys.users);

export const useKeys = () => useQuery({ queryKey: keys.apiKeys, queryFn: () => take(client.GET('/api/v1/api-keys')) });

export const useKeyCreate = () => useChange((body: Schemas['NewKey']) => take(client.POST('/api/v1/api-keys', { body })), keys.apiKeys);

export const useKeyRevoke = () => useChange((id: number) => take(client.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } })), keys.apiKeys);

export const useWorkspaces = () => useQuery(workspacesQuery);

export const useWorkspaceCreate = () => useChange((body: Schemas['WorkspaceCreate']) => take(client.POST('/api/v1/workspaces', { body })), keys.workspaces);

export async function renameWorkspace(cache: QueryClient, { id, slug }: Workspace, name: string, etag: string): Promise<Workspace> {
  const now = await take(client.PATCH('/api/v1/workspaces/{workspace}', { params: { path: { workspace: slug }, ...under(etag) }, body: { name } }));
  cache.setQueryData<Schemas['ListWorkspaceBody']>(keys.workspaces, (list) => list && { ...list, data: list.data.map((w) => (w.id === id ? now : w)) });
  return now;
}

export function useAliases(workspace: string) {
  return useQuery({
    queryKey: keys.aliases(workspace),
    queryFn: () => takeVersioned(client.GET('/api/v1/aliases', { params: { query: { workspace } } })),
  });
}

export async function replaceAliases(cache: QueryClient, workspace: string, body: Aliases, etag: string): Promise<Versioned<Schemas['Aliases']>> {
  const now = await takeVersioned(client.PUT('/api/v1/aliases', { params: { query: { workspace }, header: { 'If-Match': etag } }, body }));
  cache.setQueryData(keys.aliases(workspace), now);
  for (const kind of ['sources', 'destinations'] as const) void cache.invalidateQueries({ queryKey: keys.kind(workspace, kind) });
  return now;
}

// useNames are the sources and destinations that an alias may stand for.
export function useNames(workspace: string, kind: 'sources' | 'destinations') {
  return useQuery({
    queryKey: keys.list(workspace, kind, 'names'),
    queryFn: async () => {
      const params = { query: { workspace, limit: 1000, orderBy: 'name' as const } };
      const { data } = kind === 'sources' ? await take(client.GET('/api/v1/sources', { params })) : await take(client.GET('/api/v1/destinations', { params }));
      return data.map(({ name, slug }) => ({ name, slug }));
    },
  });
}

export function useTrash(workspace: string) {
  return useQuery({
    queryKey: keys.trash(workspace),
    queryFn: () => take(client.GET('/api/v1/trash', { params: { query: { workspace, limit: 1000, orderBy: 'updatedAt', desc: true } } })),
    staleTime: 0,
  });
}

export const useTrashRestore = (workspace: string) =>
  useChange(
    ({ id, slug }: { id: number; slug?: string }) => take(client.POST('/api/v1/trash/{id}/restore', { params: { query: { workspace }, path: { id } }, body: { slug } })),
    keys.workspace(workspace),
  );

export const useTrashPurge = (workspace: string) =>
  useChange((id: number) => take(client.DELETE('/api/v1/trash/{id}', { params: { query: { workspace }, path: { id } } })), keys.trash(workspace));

export const useInstallation = () => useQuery({ queryKey: keys.installation, queryFn: () => take(client.GET('/api/v1/installation')) });

export const useHealth = () =>
  useQuery({ queryKey: ['health'], queryFn: () => take(client.GET('/api/v1/health')), refetchInterval: 10_000, staleTime: 0, retry: false });
