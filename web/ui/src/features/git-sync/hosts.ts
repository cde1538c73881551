// Address is what the address of a repository tells of its server.
export interface Address {
  ssh: boolean;
  host: string; // without user and port
  path: string; // of the repository, without .git
  name: string; // of the kind of server, in words; "" when it is not known
  kind: 'github' | 'gitlab' | 'bitbucket' | 'gitea' | 'azure' | 'other';
}

const known: [Address['kind'], string, RegExp][] = [
  ['github', 'GitHub', /(^|[.-])github([.-]|$)/],
  ['gitlab', 'GitLab', /(^|[.-])gitlab([.-]|$)/],
  ['bitbucket', 'Bitbucket', /(^|[.-])bitbucket([.-]|$)/],
  ['gitea', 'Codeberg', /(^|\.)codeberg\.org$/],
  ['gitea', 'Gitea', /(^|[.-])gitea([.-]|$)/],
  ['gitea', 'Forgejo', /(^|[.-])forgejo([.-]|$)/],
  ['azure', 'Azure DevOps', /(^|\.)(dev\.azure\.com|visualstudio\.com)$/],
];

// readAddress reads https://host/path, ssh://user@host:port/path and user@host:path; null for
// anything else.
export function readAddress(text: string): Address | null {
  const address = text.trim();
  const made = (ssh: boolean, host: string, path: string): Address | null => {
    const h = host.toLowerCase();
    const p = path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
    if (h === '' || p === '') return null;
    const of = known.find(([, , sign]) => sign.test(h));
    return { ssh, host: h, path: p, kind: of?.[0] ?? 'other', name: of?.[1] ?? '' };
  };
  if (address.includes('://')) {
    try {
      const u = new URL(address);
      if (!['https:', 'http:', 'ssh:'].includes(u.protocol)) return null;
      return made(u.protocol === 'ssh:', u.hostname, decodeURIComponent(u.pathname));
    } catch {
      return null;
    }
  }
  const scp = /^(?:[^@\s/:]+@)?([^@\s/:]+):([^\s]+)$/.exec(address);
  return scp ? made(true, scp[1]!, scp[2]!) : null;
}

// Advice is how a server wants to be used.
export interface Advice {
  username: string; // what to give beside a token
  token: string; // which token
  tokenPage?: string;
  key: string; // where a public key is registered
  keyPage?: string;
  hostKeysPage?: string; // where the fingerprints of the server are published
}

export function adviceFor(a: Address): Advice {
  const repo = `https://${a.host}/${a.path}`;
  switch (a.kind) {
    case 'github':
      return {
        username: 'git',
        token: 'A fine-grained personal access token for this repository, with “Contents: read and write”.',
        tokenPage: a.host === 'github.com' ? 'https://github.com/settings/personal-access-tokens/new' : `https://${a.host}/settings/tokens`,
        key: 'In the repository: Settings, Deploy keys, Add deploy key. Tick “Allow write access”.',
        keyPage: `${repo}/settings/keys/new`,
        hostKeysPage: 'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/githubs-ssh-key-fingerprints',
      };
    case 'gitlab':
      return {
        username: 'git',
        token: 'A project access token with the role Developer or above, and the scope “write_repository”.',
        tokenPage: `${repo}/-/settings/access_tokens`,
        key: 'In the project: Settings, Repository, Deploy keys. Tick “Grant write permissions to this key”.',
        keyPage: `${repo}/-/settings/repository`,
        hostKeysPage: a.host === 'gitlab.com' ? 'https://docs.gitlab.com/user/gitlab_com/#ssh-host-keys-fingerprints' : undefined,
      };
    case 'bitbucket':
      return {
        username: 'x-token-auth',
        token: 'A repository access token that may write to the repository.',
        tokenPage: a.host === 'bitbucket.org' ? `${repo}/admin/access-tokens` : undefined,
        key: 'Bitbucket’s access keys can only read. Add the key to an account that may write: Personal settings, SSH keys.',
        keyPage: a.host === 'bitbucket.org' ? 'https://bitbucket.org/account/settings/ssh-keys/' : undefined,
        hostKeysPage: a.host === 'bitbucket.org' ? 'https://support.atlassian.com/bitbucket-cloud/docs/configure-ssh-and-two-step-verification/' : undefined,
      };
    case 'gitea':
      return {
        username: 'git',
        token: 'An access token with the permission “repository: read and write”.',
        tokenPage: `https://${a.host}/user/settings/applications`,
        key: 'In the repository: Settings, Deploy keys, Add deploy key. Tick “Enable write access”.',
        keyPage: `${repo}/settings/keys`,
        hostKeysPage: a.host === 'codeberg.org' ? 'https://docs.codeberg.org/security/ssh-fingerprint/' : undefined,
      };
    case 'azure':
      return {
        username: 'git',
        token: 'A personal access token with the scope “Code: read and write”.',
        key: 'In your user settings: SSH public keys, New key.',
        hostKeysPage: undefined,
      };
    case 'other':
      return { username: 'git', token: 'A password, or a token that may write to the repository.', key: 'Register it with the Git server, so that it may write to the repository.' };
  }
}
