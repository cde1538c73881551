// Kind is a folder of a workspace.
export type Kind = 'sources' | 'destinations' | 'models' | 'syncs';

// keys name what is cached. Each begins with the workspace, so that a change that the server
// tells of can make stale just what it touches.
export const keys = {
  me: ['me'] as const,
  workspaces: ['workspaces'] as const,
  users: ['users'] as const,
  apiKeys: ['api-keys'] as const,
  installation: ['installation'] as const,
  connectors: ['connectors'] as const,
  workspace: (w: string) => ['w', w] as const,
  overview: (w: string) => ['w', w, 'overview'] as const,
  kind: (w: string, kind: Kind) => ['w', w, kind] as const,
  list: (w: string, kind: Kind, query: unknown) => ['w', w, kind, 'list', query] as const,
  one: (w: string, kind: Kind, id: string) => ['w', w, kind, 'one', id] as const,
  revisions: (w: string, kind: Kind, id: string) => ['w', w, kind, 'one', id, 'revisions'] as const,
  file: (w: string, kind: Kind, slug: string) => ['w', w, kind, 'file', slug] as const,
  aliases: (w: string) => ['w', w, 'aliases'] as const,
  trash: (w: string) => ['w', w, 'trash'] as const,
  git: (w: string) => ['w', w, 'git'] as const,
  gitStatus: (w: string) => ['w', w, 'git', 'status'] as const,
  activity: (w: string) => ['w', w, 'git', 'activity'] as const,
  conflicts: (w: string) => ['w', w, 'git', 'conflicts'] as const,
  plan: (w: string) => ['w', w, 'git', 'plan'] as const,
  gitSettings: (w: string) => ['w', w, 'git', 'settings'] as const,
};
