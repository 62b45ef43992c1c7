import { message } from '../../messages/message.ts';
import { retryAfterMs } from '../no-answer.ts';
import { verdictOfAnswer, verdictOfNoAnswer, wordsOf } from './error-answers.ts';

const context = {
  right: 'Finance → Agreements: Inquire, level All',
  redact: (text: string) => text.replaceAll('sEcReT', '[hidden]'),
  busyMs: 30_000,
  now: () => 0,
};
const verdict = (status: number, text: string, headers: Record<string, string> = {}) =>
  verdictOfAnswer({ kind: 'answer', status, headers, text }, context);

describe('what an answer other than success means', () => {
  it.each([
    [401, '{"code":"Unauthorized","message":"UserNotAuthenticated"}', 'PsaSignInRejected'],
    [400, '{"code":"ConnectWiseApi","message":"The clientID header is missing"}', 'PsaClientIdRejected'],
    [403, '{"code":"Security","message":"You do not have security permission"}', 'PsaRightMissing'],
    [400, '{"code":"ApiFindCondition","message":"x is not a recognized name."}', 'PsaRejected'],
  ])('%i with %j is the PSA saying %s, and is not tried again', (status, text, code) => {
    expect(verdict(status, text)).toMatchObject({ again: 'no', failure: { code } });
  });

  it.each([
    [400, 'Cannot route. Codebase/company is invalid', 'PsaWrongCompanyOrSite'],
    [404, 'Cannot route. Codebase/company is invalid', 'PsaWrongCompanyOrSite'],
    [403, 'SSL is required', 'PsaWrongCompanyOrSite'],
    [401, '', 'PsaSignInRejected'],
    [401, '<html><body>Sign in</body></html>', 'PsaSignInRejected'],
    [401, 'ClientId is not valid', 'PsaClientIdRejected'],
    [403, '<html><body>Blocked</body></html>', 'PsaRightMissing'],
    [404, '', 'PsaNotFound'],
    [405, '', 'PsaRejected'],
    [409, 'null', 'PsaRejected'],
    [302, '', 'PsaAnswerUnreadable'],
  ])('%i with %j may be anybody saying %s, and is asked once more', (status, text, code) => {
    expect(verdict(status, text)).toMatchObject({ again: 'once-more', failure: { code } });
  });

  it('"not found" in the words of the PSA is asked again only where the company has moved', () => {
    expect(verdict(404, '{"code":"NotFound","message":"agreement 7 not found"}')).toMatchObject({
      again: 'if-moved',
      failure: { code: 'PsaNotFound' },
    });
  });

  it.each([500, 502, 503, 504, 408])('%i is tried again after a pause', (status) => {
    expect(verdict(status, '')).toMatchObject({
      again: 'after-pause',
      failure: { code: 'PsaUnreachable', retryAfterMs: null },
    });
  });

  it('names the right that is missing', () => {
    expect(verdict(403, '').failure.detail).toEqual(
      message('psas.right-missing', {
        right: context.right,
        response: message('psas.responded-without-text', { status: 403 }),
      }),
    );
  });

  it.each([
    [{}, 30_000],
    [{ 'retry-after': 'a while' }, 30_000],
    [{ 'retry-after': '-5' }, 30_000],
    [{ 'retry-after': '12' }, 12_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Thu, 01 Jan 1970 00:00:45 GMT' }, 45_000],
  ])('429 with %j waits %i ms', (headers, ms) => {
    expect(verdict(429, '', headers as Record<string, string>)).toMatchObject({
      again: 'after-wait',
      failure: { code: 'PsaBusy', retryAfterMs: ms },
    });
  });

  it('reads a date in the past as no wait', () => {
    expect(retryAfterMs('Thu, 01 Jan 1970 00:00:45 GMT', 60_000)).toBe(0);
  });

  it('hides what the credential holds and cuts long bodies', () => {
    const { params } = verdict(400, `sEcReT ${'<b>word</b> '.repeat(3_000)}`).failure.detail;
    const words = String(params['words']);
    expect(words).toContain('[hidden] word word');
    expect(words).not.toContain('sEcReT');
    expect(words.length).toBeLessThanOrEqual(500);
  });
});

describe("the PSA's own words", () => {
  it('joins message and field errors of an application error', () => {
    const body = {
      code: 'InvalidObject',
      message: 'addition object is invalid',
      errors: [{ code: 'x', message: 'is too early', field: 'effectiveDate' }],
    };
    expect(wordsOf(JSON.stringify(body))).toBe(
      'InvalidObject · addition object is invalid · effectiveDate: is too early',
    );
  });

  it.each([
    [
      '<!doctype html><style>b{}</style><title>Down</title><h1>For\u0007 maintenance</h1>',
      'Down For maintenance',
    ],
    ['null', 'null'],
    ['', ''],
    ['{"code":5,"message":["odd"]}', '{"code":5,"message":["odd"]}'],
  ])('%j reads %j', (body, words) => {
    expect(wordsOf(body)).toBe(words);
  });
});

describe('what no answer means', () => {
  it.each([
    ['timeout', 'PsaTimeout', 'after-pause'],
    ['dns', 'PsaUnreachable', 'after-pause'],
    ['rejected', 'PsaUnreachable', 'after-pause'],
    ['reset', 'PsaUnreachable', 'after-pause'],
    ['cut', 'PsaUnreachable', 'after-pause'],
    ['tls', 'PsaUnreachable', 'no'],
    ['too-large', 'PsaAnswerUnreadable', 'no'],
    ['address-rejected', 'PsaHostRejected', 'no'],
    ['host-rejected', 'PsaHostRejected', 'no'],
  ] as const)('%s is %s, again: %s', (cause, code, again) => {
    expect(verdictOfNoAnswer({ kind: 'no-answer', cause, sent: 'perhaps' })).toMatchObject({
      again,
      failure: { code },
    });
  });
});
