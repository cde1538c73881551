import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';

// SSHD is OpenSSH's own server with one empty repository, for the user who runs the stories.
export class SSHD {
  private constructor(
    private readonly child: ChildProcess,
    private readonly dir: string,
    readonly address: string, // of the repository
    readonly repository: string, // its folder
    readonly fingerprint: string, // of the server's key, as its operator would publish it
  ) {}

  static async start(dir: string): Promise<SSHD> {
    mkdirSync(dir, { recursive: true });
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    const repository = join(dir, 'config.git');
    execFileSync('git', ['init', '-q', '--bare', '-b', 'main', repository]);
    const hostKey = join(dir, 'host_ed25519');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', hostKey]);
    const fingerprint = execFileSync('ssh-keygen', ['-l', '-f', `${hostKey}.pub`], { encoding: 'utf8' }).split(' ')[1]!;
    writeFileSync(join(dir, 'authorized_keys'), '', { mode: 0o600 });
    const lines = [
      'PidFile none', 'UsePAM no', 'UseDNS no', 'StrictModes no', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password', `HostKey ${hostKey}`, `AuthorizedKeysFile ${join(dir, 'authorized_keys')}`,
    ];
    writeFileSync(join(dir, 'sshd_config'), `${lines.join('\n')}\n`);
    const port = await freePort();
    const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(dir, 'sshd_config'), '-p', String(port), '-o', 'ListenAddress=127.0.0.1'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    await new Promise<void>((ready, failed) => {
      child.stderr!.on('data', (part: Buffer) => {
        said += part.toString();
        if (said.includes('Server listening on')) ready();
      });
      child.on('exit', (code) => failed(new Error(`sshd ended with ${code}:\n${said}`)));
    });
    return new SSHD(child, dir, `ssh://${userInfo().username}@127.0.0.1:${port}${repository}`, repository, fingerprint);
  }

  // register lets the holder of a key in.
  register(publicKey: string) {
    writeFileSync(join(this.dir, 'authorized_keys'), `${publicKey.trim()}\n`, { mode: 0o600 });
  }

  async stop() {
    const ended = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGTERM');
    await ended;
  }
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const at = probe.address();
      probe.close(() => found(typeof at === 'object' && at ? at.port : 0));
    });
  });
}
