import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';

// SSHD is OpenSSH's own server with one empty repository, for the user who runs the stories.
export class SSHD {
  private child!: ChildProcess;
  fingerprint = ''; // of the server's key, as its operator would publish it

  private constructor(
    private readonly dir: string,
    private readonly port: number,
    readonly repository: string, // its folder
  ) {}

  // address is that of the repository.
  get address(): string {
    return `ssh://${userInfo().username}@127.0.0.1:${this.port}${this.repository}`;
  }

  static async start(dir: string): Promise<SSHD> {
    mkdirSync(dir, { recursive: true });
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    const repository = join(dir, 'config.git');
    execFileSync('git', ['init', '-q', '--bare', '-b', 'main', repository]);
    const hostKey = join(dir, 'host_ed25519');
    writeFileSync(join(dir, 'authorized_keys'), '', { mode: 0o600 });
    const lines = [
      'PidFile none', 'UsePAM no', 'UseDNS no', 'StrictModes no', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password', `HostKey ${hostKey}`, `AuthorizedKeysFile ${join(dir, 'authorized_keys')}`,
    ];
    writeFileSync(join(dir, 'sshd_config'), `${lines.join('\n')}\n`);
    const host = new SSHD(dir, await freePort(), repository);
    await host.serve();
    return host;
  }

  // serve makes a key for the server and starts it.
  private async serve() {
    const hostKey = join(this.dir, 'host_ed25519');
    for (const file of [hostKey, `${hostKey}.pub`]) rmSync(file, { force: true });
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', hostKey]);
    this.fingerprint = execFileSync('ssh-keygen', ['-l', '-f', `${hostKey}.pub`], { encoding: 'utf8' }).split(' ')[1]!;
    const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(this.dir, 'sshd_config'), '-p', String(this.port), '-o', 'ListenAddress=127.0.0.1'], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child = child;
    let said = '';
    await new Promise<void>((ready, failed) => {
      child.stderr!.on('data', (part: Buffer) => {
        said += part.toString();
        if (said.includes('Server listening on')) ready();
      });
      child.on('exit', (code) => failed(new Error(`sshd ended with ${code}:\n${said}`)));
    });
  }

  // rekey puts another server in the place of this one: same address, another key. It has none
  // of the connections that were open.
  async rekey() {
    const open = readFileSync(`/proc/${this.child.pid}/task/${this.child.pid}/children`, 'utf8').trim();
    await this.stop();
    for (const pid of open === '' ? [] : open.split(' ')) process.kill(Number(pid));
    await this.serve();
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
