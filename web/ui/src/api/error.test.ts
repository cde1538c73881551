import { describe, expect, it } from 'vitest';
import { answerFault, Fault, toFault } from './error';

const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });

describe('an error answer', () => {
  it('is told with code, message, hint and places', () => {
    const problems = [{ path: 'name', message: 'is empty' }];
    const f = answerFault(answer(422), { code: 'invalid', detail: 'the model is not valid', title: 'Unprocessable', hint: 'fix it', problems, requestId: 'r1' });
    expect(f).toMatchObject({ status: 422, code: 'invalid', message: 'the model is not valid', hint: 'fix it', problems, requestId: 'r1', wait: 0 });
  });

  it.each([
    ['of its own kind', { title: 'Bad Gateway' }, 'Bad Gateway'],
    ['that is no JSON', '<html>', 'The server answered 502.'],
    ['without a body', undefined, 'The server answered 502.'],
    ['that is empty', null, 'The server answered 502.'],
  ])('%s still says something', (_, body, message) => {
    expect(answerFault(answer(502), body)).toMatchObject({ status: 502, code: 'internal', message, hint: '', problems: [] });
  });

  it.each([
    ['17', 17],
    ['Wed, 21 Oct 2026 07:28:00 GMT', 0],
  ])('with Retry-After %s waits %i seconds', (header, wait) => {
    expect(answerFault(answer(429, { 'Retry-After': header }), {}).wait).toBe(wait);
  });
});

describe('whatever is thrown', () => {
  it('stays what it is when it is a fault', () => {
    const f = new Fault({ status: 404, code: 'not_found', message: 'gone' });
    expect(toFault(f)).toBe(f);
  });

  it.each([
    [new TypeError('Failed to fetch'), 'unreachable', 'The server does not answer.'],
    [new Error('broken'), 'internal', 'broken'],
    ['text', 'internal', 'text'],
  ])('%s has the one form', (thrown, code, message) => {
    expect(toFault(thrown)).toMatchObject({ status: 0, code, message });
  });
});
