import type { components } from './schema.gen';

export type Place = components['schemas']['Place'];

// Fault is an answer that is an error, or no answer at all. Its message says what is wrong,
// the hint what to do, the code is for programs.
export class Fault extends Error {
  readonly status: number; // 0: the server was not reached
  readonly code: string;
  readonly hint: string;
  readonly problems: Place[];
  readonly requestId: string;
  readonly wait: number; // seconds until it may be tried again; 0: not said

  constructor(of: { status: number; code: string; message: string; hint?: string; problems?: Place[]; requestId?: string; wait?: number }) {
    super(of.message);
    this.name = 'Fault';
    this.status = of.status;
    this.code = of.code;
    this.hint = of.hint ?? '';
    this.problems = of.problems ?? [];
    this.requestId = of.requestId ?? '';
    this.wait = of.wait ?? 0;
  }
}

// toFault gives whatever was thrown the one form that the pages show.
export function toFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  if (thrown instanceof TypeError) {
    return new Fault({ status: 0, code: 'unreachable', message: 'The server does not answer.', hint: 'Check that it runs and that you are online. This page tries again.' });
  }
  return new Fault({ status: 0, code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) });
}

// answerFault reads an error answer (RFC 9457 with code and hint), and its Retry-After.
export function answerFault({ status, headers }: Response, body: unknown): Fault {
  const p = (typeof body === 'object' && body !== null ? body : {}) as Partial<components['schemas']['ErrorModel']>;
  return new Fault({
    status,
    code: p.code ?? 'internal',
    message: p.detail || p.title || `The server answered ${status}.`,
    hint: p.hint,
    problems: p.problems ?? [],
    requestId: p.requestId,
    wait: Number(headers.get('Retry-After')) || 0,
  });
}
