import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { client, take, takeVersioned, type Schemas, type Versioned } from '@/api/client';
import { toFault } from '@/api/error';
import type { GitSettings, GitStatus, Plan, Resolve } from '@/api/git';
import { keys } from '@/api/keys';
import { useWorkspace } from '@/api/workspaces';

const at = (workspace: string) => ({ params: { path: { workspace } } });

// shown puts a status that an action answered with in front of everybody, and asks anew for
// what hangs on it.
function shown(cache: QueryClient, workspace: string, status?: GitStatus) {
  if (status) cache.setQueryData(keys.gitStatus(workspace), status);
  void cache.invalidateQueries({ queryKey: keys.workspace(workspace) });
}

export type Step = 'pause' | 'resume' | 'resync' | 'disconnect';

// useStep is an action on Git Sync as a whole.
export function useStep() {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (step: Step) => take(client.POST(`/api/v1/workspaces/{workspace}/git-sync/${step}`, at(slug))),
    onSuccess: (status) => shown(cache, slug, status),
  });
}

// useCycle runs a cycle and waits for what it did.
export function useCycle() {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => take(client.POST('/api/v1/workspaces/{workspace}/git-sync/sync', at(slug))),
    onSettled: () => shown(cache, slug),
  });
}

// useConfirm lets a halted cycle go on with the plan of a hash.
export function useConfirm() {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (plan: string) => take(client.POST('/api/v1/workspaces/{workspace}/git-sync/confirm', { ...at(slug), body: { plan } })),
    onSettled: () => shown(cache, slug),
  });
}

const ofConflict = (workspace: string, kind: string, slug: string) => ({ params: { path: { workspace, kind, slug } } });

export function previewResolution(workspace: string, kind: string, slug: string, body: Resolve) {
  return take(client.POST('/api/v1/workspaces/{workspace}/git-sync/conflicts/{kind}/{slug}/preview', { ...ofConflict(workspace, kind, slug), body }));
}

// useResolve settles what is held. A refusal because a side moved on shows what is there now.
// done is called though the page may have heard by then that nothing is held any more.
export function useResolve(kind: string, slug: string, done: () => void) {
  const workspace = useWorkspace().slug;
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (body: Resolve) => take(client.POST('/api/v1/workspaces/{workspace}/git-sync/conflicts/{kind}/{slug}/resolve', { ...ofConflict(workspace, kind, slug), body })),
    onSuccess: (status) => {
      done();
      shown(cache, workspace, status);
    },
    onError: (error) => {
      if ([404, 412].includes(toFault(error).status)) void cache.invalidateQueries({ queryKey: keys.conflicts(workspace) });
    },
  });
}

// writeSettings replaces the settings under the version that was read.
export async function writeSettings(cache: QueryClient, workspace: string, { value, etag }: Versioned<GitSettings>): Promise<Versioned<GitSettings>> {
  const saved = await takeVersioned<GitSettings>(
    client.PUT('/api/v1/workspaces/{workspace}/git-sync/settings', { params: { path: { workspace }, header: { 'If-Match': etag } }, body: value }),
  );
  cache.setQueryData(keys.gitSettings(workspace), saved);
  void cache.invalidateQueries({ queryKey: keys.gitStatus(workspace) });
  void cache.invalidateQueries({ queryKey: keys.plan(workspace) });
  return saved;
}

// useSaveSettings writes settings at once, beside the form that edits them.
export function useSaveSettings() {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (settings: Versioned<GitSettings>) => writeSettings(cache, slug, settings),
    onError: (error) => {
      if (toFault(error).status === 412) void cache.invalidateQueries({ queryKey: keys.gitSettings(slug) });
    },
  });
}

// useSecret writes a secret, and shows the settings with its public half.
export function useSecret() {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (secret: { signing: Schemas['SigningKey'] } | { pair: true }) =>
      takeVersioned<GitSettings>(
        'pair' in secret
          ? client.POST('/api/v1/workspaces/{workspace}/git-sync/key-pair', at(slug))
          : client.PUT('/api/v1/workspaces/{workspace}/git-sync/signing-key', { ...at(slug), body: secret.signing }),
      ),
    gcTime: 0, // what was sent is not kept
    onSuccess: (saved) => cache.setQueryData(keys.gitSettings(slug), saved),
  });
}

// useAccess replaces the kind of credential and the credential itself, in one step.
export function useAccess() {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: ({ access, etag }: { access: Schemas['Access']; etag: string }) =>
      takeVersioned<GitSettings>(
        client.PUT('/api/v1/workspaces/{workspace}/git-sync/access', { params: { path: { workspace: slug }, header: { 'If-Match': etag } }, body: access }),
      ),
    gcTime: 0, // what was sent is not kept
    onSuccess: (saved) => {
      cache.setQueryData(keys.gitSettings(slug), saved);
      void cache.invalidateQueries({ queryKey: keys.gitStatus(slug) });
    },
    onError: (error) => {
      if (toFault(error).status === 412) void cache.invalidateQueries({ queryKey: keys.gitSettings(slug) });
    },
  });
}

// useTest tries a connection step by step.
export function useTest() {
  const { slug } = useWorkspace();
  return useMutation({
    mutationFn: (body: Schemas['TestConnection']) => take(client.POST('/api/v1/workspaces/{workspace}/git-sync/test', { ...at(slug), body })),
    gcTime: 0,
  });
}

export function useHostKeys() {
  const { slug } = useWorkspace();
  return useMutation({
    mutationFn: (url: string) => take(client.POST('/api/v1/workspaces/{workspace}/git-sync/host-keys', { ...at(slug), body: { url } })),
  });
}

export function previewConnection(workspace: string, body: Schemas['Connect']) {
  return take(client.POST('/api/v1/workspaces/{workspace}/git-sync/preview', { ...at(workspace), body }));
}

// useConnect connects if the plan still is the one that was shown, and sees the first cycle
// through; else it answers with the plan as it is now, and does nothing.
export function useConnect() {
  const { slug } = useWorkspace();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (body: Schemas['Connect'] & { plan: string }): Promise<{ moved: Plan } | { status: GitStatus }> => {
      const now = await previewConnection(slug, { ...body, plan: undefined });
      if (now.hash !== body.plan) return { moved: now };
      await take(client.POST('/api/v1/workspaces/{workspace}/git-sync/connect', { ...at(slug), body }));
      // What keeps the first cycle from working is the status' to tell.
      await client.POST('/api/v1/workspaces/{workspace}/git-sync/sync', at(slug)).catch(() => undefined);
      return { status: await take(client.GET('/api/v1/workspaces/{workspace}/git-sync/status', at(slug))) };
    },
    gcTime: 0,
    onSuccess: (done) => {
      if ('status' in done) shown(cache, slug, done.status);
    },
  });
}

export function commitPreview(workspace: string, template: string, grouping: 'change' | 'batch') {
  return take(client.POST('/api/v1/workspaces/{workspace}/git-sync/commit-preview', { ...at(workspace), body: { template, grouping } }));
}
