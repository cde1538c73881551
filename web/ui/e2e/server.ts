import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const binary = resolve(import.meta.dirname, '../../../bin/lockstep');

// Server is the real program on a data folder of its own.
export class Server {
  private child!: ChildProcess;
  private constructor(readonly dir: string) {}

  url = '';
  ownerLink = ''; // as the first start prints it

  static async start(): Promise<Server> {
    const server = new Server(mkdtempSync(join(tmpdir(), 'lockstep-ui-')));
    const said = await server.serve('127.0.0.1:0', /\/start#\S+/);
    server.url = /is at (http:\/\/\S+)/.exec(said)![1]!;
    server.ownerLink = /(http:\/\/\S+\/start#\S+)/.exec(said)![1]!;
    await server.answers();
    return server;
  }

  // serve starts the program, and returns what it says up to what is waited for.
  private serve(address: string, until: RegExp): Promise<string> {
    let output = '';
    this.child = spawn(binary, ['serve', '--listen', address, '--data', join(this.dir, 'data'), '--log-level', 'warn'], { stdio: ['ignore', 'pipe', 'pipe'] });
    return new Promise((ready, failed) => {
      const read = (part: Buffer) => {
        output += part.toString();
        if (/is at http:\/\/\S+/.test(output) && until.test(output)) ready(output);
      };
      this.child.stdout!.on('data', read);
      this.child.stderr!.on('data', read);
      this.child.on('exit', (code) => failed(new Error(`the server ended with ${code}:\n${output}`)));
    });
  }

  // halt ends the program and keeps what it stored; resume starts it again at the same address.
  async halt() {
    const ended = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGTERM');
    await ended;
  }

  async resume() {
    await this.serve(new URL(this.url).host, /./);
    await this.answers();
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
    if (this.child.exitCode === null) await this.halt();
    rmSync(this.dir, { recursive: true, force: true });
  }
}
