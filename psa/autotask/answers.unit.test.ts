import type { HttpAnswer } from '../../http/outcome.ts';
import { errorsIn, verdictOfAnswer, verdictOfNoAnswer } from './answers.ts';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer => ({
  kind: 'answer',
  status,
  headers,
  text: typeof body === 'string' ? body : JSON.stringify(body),
});
const evaluate = (of: HttpAnswer) =>
  verdictOfAnswer(of, {
    right: 'Contracts (query)',
    redact: (text) => text.replaceAll('hush', '[hidden]'),
    busyMs: 30_000,
    now: () => 0,
  });

describe('what an answer of Autotask means', () => {
  it.each([
    [500, { errors: ['The date is wrong.'] }, 'PsaRejected', true],
    [500, { errors: [{ message: 'The date is wrong.' }] }, 'PsaRejected', true],
    [500, '', 'PsaUnreachable', false],
    [500, { Message: 'An error has occurred.' }, 'PsaUnreachable', false],
    [500, '<html>Server Error</html>', 'PsaUnreachable', false],
    [502, { errors: ['Bad gateway'] }, 'PsaUnreachable', false],
    [503, '', 'PsaUnreachable', false],
    [200, { errors: ['The date is wrong.'] }, 'PsaRejected', true],
    [401, { errors: ['Unauthorized'] }, 'PsaSignInRejected', true],
    [403, '', 'PsaRightMissing', true],
    [404, { Message: 'No HTTP resource was found.' }, 'PsaNotFound', true],
    [405, { Message: 'Not that method.' }, 'PsaRejected', true],
    [500, { errors: ['Zone information could not be determined'] }, 'PsaWrongCompanyOrSite', true],
    [
      500,
      {
        errors: ['The logged in Resource does not have the adequate permissions to create this entity type.'],
      },
      'PsaRightMissing',
      true,
    ],
    [302, 'Moved', 'PsaAnswerUnreadable', false],
  ])('%d %j is %s; certainly nothing was done: %s', (status, body, code, definite) => {
    expect(evaluate(answer(status, body))).toMatchObject({ failure: { code }, definite });
  });

  it.each([429, 500, 503, 400, 403])('knows the thread limit by its words, here with status %d', (status) => {
    const words = 'Itgenatr005: Thread Threshold Exceeded.';
    for (const error of [
      words,
      { message: words },
      'The Autotask API thread threshold of 3 threads has been exceeded.',
    ]) {
      expect(evaluate(answer(status, { errors: [error] }))).toMatchObject({
        failure: { code: 'PsaBusy', retryAfterMs: 30_000 },
        again: 'after-wait',
        definite: false,
      });
    }
  });

  it('takes the wait that a 429 names, and its own where none can be read', () => {
    expect(evaluate(answer(429, '', { 'retry-after': '7' })).failure.retryAfterMs).toBe(7_000);
    expect(evaluate(answer(429, '', { 'retry-after': 'soon' })).failure.retryAfterMs).toBe(30_000);
  });

  it('tells no secret, also where JSON writes it with escapes', () => {
    expect(
      evaluate(answer(500, '{"errors":["h\\u0075sh and hush"]}')).failure.detail.params['words'],
    ).not.toContain('hush');
    expect(evaluate(answer(400, 'hush')).failure.detail.params['words']).not.toContain('hush');
  });

  it('finds no rejection in what is none', () => {
    for (const body of ['', 'null', '[]', '{}', '{"errors":[]}', '{"errors":"text"}', '{"itemId":null}'])
      expect(errorsIn(body)).toBeNull();
  });

  it('knows of a call that never left that nothing was done', () => {
    expect(verdictOfNoAnswer({ kind: 'no-answer', cause: 'rejected', sent: 'no' }).definite).toBe(true);
    expect(verdictOfNoAnswer({ kind: 'no-answer', cause: 'reset', sent: 'perhaps' }).definite).toBe(false);
  });
});
