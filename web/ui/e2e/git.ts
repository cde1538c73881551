import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// Clone is a working copy of a repository, used with the real git as another person does.
export class Clone {
  constructor(readonly dir: string) {}

  static of(url: string, dir: string, key?: string): Clone {
    const c = new Clone(dir);
    mkdirSync(dir, { recursive: true });
    c.git('init', '-q', '-b', 'main');
    // The key goes by a helper that reads a file: it is in no address and no argument.
    if (key) {
      const secret = join(dir, '.git', 'key');
      writeFileSync(secret, `username=git\npassword=${key}\n`, { mode: 0o600 });
      c.git('config', 'credential.helper', `!cat '${secret}' #`);
    }
    c.git('config', 'user.name', 'Jonas Weber');
    c.git('config', 'user.email', 'jonas@acme.example');
    c.git('remote', 'add', 'origin', url);
    return c;
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, GIT_TERMINAL_PROMPT: '0' } });
  }

  pull() {
    this.git('pull', '-q', '--rebase', 'origin', 'main');
  }

  read(path: string): string {
    return readFileSync(join(this.dir, path), 'utf8');
  }

  // push commits files and pushes them.
  push(message: string, files: Record<string, string | null>) {
    for (const [path, text] of Object.entries(files)) {
      if (text === null) {
        this.git('rm', '-q', path);
        continue;
      }
      mkdirSync(dirname(join(this.dir, path)), { recursive: true });
      writeFileSync(join(this.dir, path), text);
      this.git('add', path);
    }
    this.git('commit', '-q', '-m', message);
    this.git('push', '-q', 'origin', 'HEAD:main');
  }
}
