import { message } from '../../messages/message.ts';
import type { HttpAnswer } from '../../http/outcome.ts';
import { verdictOfAnswer } from './answers.ts';
import { rights } from './rights.ts';

const answer = (status: number, text: string, headers: Record<string, string> = {}): HttpAnswer => ({
  kind: 'answer',
  status,
  headers,
  text,
});
const context = {
  right: rights.invoices,
  redact: (text: string) => text.replaceAll('hush-hush', '[hidden]'),
  busyMs: 30_000,
  now: () => 0,
};
const verdict = (...given: Parameters<typeof answer>) => verdictOfAnswer(answer(...given), context);

describe('what an answer that is no success means', () => {
  it.each([
    [429, '', {}, 'PsaBusy', 'after-wait'],
    [500, '', {}, 'PsaUnreachable', 'after-pause'],
    [503, '<html>down</html>', {}, 'PsaUnreachable', 'after-pause'],
    [408, '', {}, 'PsaUnreachable', 'after-pause'],
    [401, 'Unauthorized', {}, 'PsaRightMissing', 'renewed'],
    [403, 'Forbidden', {}, 'PsaRightMissing', 'no'],
    [404, 'Not Found', {}, 'PsaNotFound', 'no'],
    [410, '', {}, 'PsaNotFound', 'no'],
    [302, '', {}, 'PsaAnswerUnreadable', 'no'],
    [400, '{"Message":"no"}', {}, 'PsaRejected', 'no'],
  ] as const)('%i %j is %s', (status, text, headers, code, again) => {
    expect(verdict(status, text, headers)).toMatchObject({ failure: { code }, again });
  });

  it('takes its words from each of Halo’s forms, else from the text without markup', () => {
    for (const [text, words] of [
      ['{"ClassName":"System.Exception","Message":"qty is wrong"}', 'qty is wrong'],
      ['{"resultCode":7,"errorMessage":"nothing to do"}', 'nothing to do'],
      ['{"error":"invalid_client","error_description":"wrong"}', 'invalid_client · wrong'],
      ['<html><body><h1>Bad</h1></body></html>', 'Bad'],
    ] as const)
      expect(verdict(400, text).failure.detail).toEqual(message('psas.responded', { status: 400, words }));
    expect(verdict(400, '').failure.detail).toEqual(message('psas.responded-without-text', { status: 400 }));
  });

  it('names the scope and right that lacks', () => {
    expect(verdict(403, 'Forbidden').failure.detail).toEqual(
      message('halopsa.right-missing', {
        scope: 'read:invoices',
        access: 'read',
        area: 'Recurring Invoices',
        response: message('psas.responded', { status: 403, words: 'Forbidden' }),
      }),
    );
  });

  it('waits as long as Halo says, else as long as it was told', () => {
    expect(verdict(429, '', { 'retry-after': '7' }).failure.retryAfterMs).toBe(7_000);
    expect(verdict(429, '', { 'retry-after': 'soon' }).failure.retryAfterMs).toBe(30_000);
  });

  it('holds no secret, also one that JSON wrote with escapes', () => {
    const text = '{"Message":"hush\\u002dhush is wrong"}';
    expect(verdict(400, text).failure.detail).toMatchObject({ params: { words: '[hidden] is wrong' } });
  });
});
