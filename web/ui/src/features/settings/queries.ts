import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, take, takeVersioned, type Schemas } from '@/api/client';
import { keys } from '@/api/keys';
import { workspacesQuery } from '@/api/workspaces';

export type Invitation = Schemas['Invitation'];
export type User = Schemas['User'];
export type Key = Schemas['Key'];
export type Role = User['role'];
export type Trashed = Schemas['Trashed'];
export type Aliases = Schemas['AliasesReplace'];

const settingsKeys = {
  users: ['users'] as const,
  keys: ['api-keys'] as const,
  installation: ['installation'] as const,
  aliases: (w: string) => [...keys.workspace(w), 'aliases'] as const,
  trash: (w: string) => [...keys.workspace(w), 'trash'] as const,
};

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

// useChange is a mutation after which some of the cache is stale.
function useChange<V, R>(mutationFn: (v: V) => Promise<R>, ...stale: (readonly unknown[])[]) {
  const cache = useQueryClient();
  return useMutation({ mutationFn, onSuccess: () => Promise.all(stale.map((queryKey) => cache.invalidateQueries({ queryKey }))) });
}

export const useProfileUpdate = () => useChange((body: Schemas['MeUpdate']) => take(client.PATCH('/api/v1/me', { body })), keys.me, settingsKeys.users);

export const usePasswordChange = () => useChange((body: Schemas['PasswordChange']) => take(client.PUT('/api/v1/me/password', { body })));

export const useUsers = () => useQuery({ queryKey: settingsKeys.users, queryFn: () => take(client.GET('/api/v1/users')) });

// useInvite makes an account and the link by which its person chooses a password.
export const useInvite = () =>
  useChange(async (body: Schemas['NewUser']) => {
    const user = await take(client.POST('/api/v1/users', { body }));
    return { user, link: await take(client.POST('/api/v1/users/{id}/link', { params: { path: { id: user.id } } })) };
  }, settingsKeys.users);

export const useUserLink = () =>
  useChange(async (user: User) => ({ user, link: await take(client.POST('/api/v1/users/{id}/link', { params: { path: { id: user.id } } })) }), settingsKeys.users);

export const useUserUpdate = () =>
  useChange(({ id, ...body }: Schemas['UserUpdate'] & { id: number }) => take(client.PATCH('/api/v1/users/{id}', { params: { path: { id } }, body })), settingsKeys.users, keys.me);

export const useUserRemove = () => useChange((id: number) => take(client.DELETE('/api/v1/users/{id}', { params: { path: { id } } })), settingsKeys.users);

export const useKeys = () => useQuery({ queryKey: settingsKeys.keys, queryFn: () => take(client.GET('/api/v1/api-keys')) });

export const useKeyCreate = () => useChange((body: Schemas['NewKey']) => take(client.POST('/api/v1/api-keys', { body })), settingsKeys.keys);

export const useKeyRevoke = () => useChange((id: number) => take(client.DELETE('/api/v1/api-keys/{id}', { params: { path: { id } } })), settingsKeys.keys);

export const useWorkspaces = () => useQuery(workspacesQuery);

export const useWorkspaceCreate = () => useChange((body: Schemas['WorkspaceCreate']) => take(client.POST('/api/v1/workspaces', { body })), keys.workspaces);

export const useWorkspaceRename = () =>
  useChange(({ slug, name }: { slug: string; name: string }) => take(client.PATCH('/api/v1/workspaces/{workspace}', { params: { path: { workspace: slug } }, body: { name } })), keys.workspaces);

export function useAliases(workspace: string) {
  return useQuery({
    queryKey: settingsKeys.aliases(workspace),
    queryFn: () => takeVersioned(client.GET('/api/v1/aliases', { params: { query: { workspace } } })),
  });
}

export const useAliasesReplace = (workspace: string) =>
  useChange(
    ({ etag, body }: { etag: string; body: Aliases }) => take(client.PUT('/api/v1/aliases', { params: { query: { workspace }, header: { 'If-Match': etag } }, body })),
    settingsKeys.aliases(workspace),
    keys.kind(workspace, 'sources'),
    keys.kind(workspace, 'destinations'),
  );

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
    queryKey: settingsKeys.trash(workspace),
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
  useChange((id: number) => take(client.DELETE('/api/v1/trash/{id}', { params: { query: { workspace }, path: { id } } })), settingsKeys.trash(workspace));

export const useInstallation = () => useQuery({ queryKey: settingsKeys.installation, queryFn: () => take(client.GET('/api/v1/installation')) });

export const useHealth = () =>
  useQuery({ queryKey: ['health'], queryFn: () => take(client.GET('/api/v1/health')), refetchInterval: 10_000, staleTime: 0, retry: false });
