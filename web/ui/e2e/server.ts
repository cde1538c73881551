import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const binary = resolve(import.meta.dirname, '../../../bin/lockstep');

// Server is the real program on a data folder of its own.
export class Server {
  private output = '';
  private constructor(
    private readonly child: ChildProcess,
    readonly dir: string,
  ) {}

  url = '';
  ownerLink = ''; // as the first start prints it

  static async start(): Promise<Server> {
    const dir = mkdtempSync(join(tmpdir(), 'lockstep-ui-'));
    const child = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--data', join(dir, 'data'), '--log-level', 'warn'], { stdio: ['ignore', 'pipe', 'pipe'] });
    const server = new Server(child, dir);
    await new Promise<void>((ready, failed) => {
      const read = (part: Buffer) => {
        server.output += part.toString();
        const at = /is at (http:\/\/\S+)/.exec(server.output);
        const link = /(http:\/\/\S+\/start#\S+)/.exec(server.output);
        if (at && link) {
          server.url = at[1]!;
          server.ownerLink = link[1]!;
          ready();
        }
      };
      child.stdout!.on('data', read);
      child.stderr!.on('data', read);
      child.on('exit', (code) => failed(new Error(`the server ended with ${code}:\n${server.output}`)));
    });
    await server.answers();
    return server;
  }

  // answers waits until the server takes requests.
  private async answers() {
    for (;;) {
      try {
        if ((await fetch(`${this.url}/api/v1/health`)).ok) return;
      } catch {
        await new Promise((again) => setTimeout(again, 20));
      }
    }
  }

  // ownerKey is the API key that the first start left in the data folder.
  get ownerKey(): string {
    return readFileSync(join(this.dir, 'data', 'owner.key'), 'utf8').trim();
  }

  // call uses the API as the owner.
  async call<T = unknown>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      body: text,
      headers: { Authorization: `Bearer ${this.ownerKey}`, 'Content-Type': typeof body === 'string' ? 'application/yaml' : 'application/json', ...headers },
    });
    const said = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${said}`);
    return (said ? JSON.parse(said) : undefined) as T;
  }

  async stop() {
    const ended = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGTERM');
    await ended;
    rmSync(this.dir, { recursive: true, force: true });
  }
}
