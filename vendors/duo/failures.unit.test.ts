import type { HttpOutcome, NoAnswerCause } from '../../http/outcome.ts';
import { classify } from './classify.ts';
import { rendered } from '../../test/texts/rendered.ts';
import { vendorFailureScopes } from '../port.ts';
import { detailOf, stopsRun, type DuoFailureCode } from './failures.ts';

const now = new Date('2025-06-01T12:00:00Z');

function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpOutcome {
  return { kind: 'answer', status, headers, text: typeof body === 'string' ? body : JSON.stringify(body) };
}

function fail(code: number | string | undefined, message?: string, detail?: string): object {
  return { stat: 'FAIL', code, message, message_detail: detail };
}

describe('what an answer of Duo means', () => {
  it.each<[string, HttpOutcome, DuoFailureCode, boolean]>([
    ['unknown key', answer(401, fail(40102)), 'VendorKeyUnknown', false],
    ['wrong secret', answer(401, fail(40103)), 'VendorSignatureRejected', false],
    ['bad date', answer(401, fail(40105)), 'VendorClockSkew', false],
    ['unreadable date', answer(401, fail('40104')), 'VendorClockSkew', false],
    ['no credentials', answer(401, fail(40101)), 'VendorCredentialsNotReceived', false],
    ['401 with an empty code', answer(401, fail('')), 'VendorKeyRejected', false],
    ['401 of a proxy', answer(401, '<html>'), 'VendorKeyRejected', false],
    ['forbidden', answer(403, fail(40301)), 'VendorAccessRejected', false],
    ['not found', answer(404, fail(40401)), 'VendorRejected', false],
    [
      'bad parameter',
      answer(400, fail(40002, 'Invalid request parameters', 'limit')),
      'VendorRejected',
      false,
    ],
    [
      'other deployment',
      answer(400, fail('', 'Cross-deployment Admin API usage through …')),
      'VendorCrossDeployment',
      false,
    ],
    ['too many', answer(429, ''), 'VendorBusy', true],
    ['server error, empty', answer(500, ''), 'VendorServerError', true],
    ['gateway, HTML', answer(502, '<html>'), 'VendorServerError', true],
    ['redirect', answer(302, ''), 'VendorRedirected', false],
    ['200 with FAIL 50001', answer(200, fail(50001)), 'VendorServerError', true],
    ['200 with FAIL 40103', answer(200, fail(40103)), 'VendorSignatureRejected', false],
    ['200 with FAIL and no code', answer(200, fail(undefined)), 'VendorRejected', false],
    ['200 with HTML', answer(200, '<html>'), 'VendorAnswerUnreadable', true],
    ['200 and empty', answer(200, ''), 'VendorAnswerUnreadable', true],
    ['200 too deep', answer(200, '['.repeat(500)), 'VendorAnswerUnreadable', false],
    ['200 null', answer(200, 'null'), 'VendorAnswerUnreadable', false],
    ['200 list', answer(200, []), 'VendorAnswerUnreadable', false],
    ['200 OK without response', answer(200, { stat: 'OK' }), 'VendorAnswerUnreadable', false],
    ['200 with stat ERROR', answer(200, { stat: 'ERROR', response: [] }), 'VendorAnswerUnreadable', false],
  ])('%s', (_what, outcome, code, again) => {
    expect(classify('users', 'h.duosecurity.com', outcome, now)).toMatchObject({
      kind: 'failure',
      code,
      again,
    });
  });

  it('a rejected account list is the Accounts API that is not enabled', () => {
    expect(classify('accountList', 'h', answer(403, fail(40301)), now)).toMatchObject({
      code: 'VendorApiNotEnabled',
    });
  });

  it.each<[NoAnswerCause, DuoFailureCode, boolean]>([
    ['timeout', 'VendorTimeout', true],
    ['dns', 'VendorUnreachable', true],
    ['rejected', 'VendorUnreachable', true],
    ['reset', 'VendorUnreachable', true],
    ['tls', 'VendorUnreachable', false],
    ['address-rejected', 'VendorUnreachable', false],
    ['host-rejected', 'VendorHostRejected', false],
    ['cut', 'VendorAnswerUnreadable', true],
    ['too-large', 'VendorAnswerUnreadable', false],
    ['encoding', 'VendorAnswerUnreadable', false],
  ])('no answer for the cause %s', (cause, code, again) => {
    const outcome: HttpOutcome = { kind: 'no-answer', cause, sent: 'perhaps' };
    expect(classify('users', 'h', outcome, now)).toMatchObject({ code, again, detail: { cause } });
  });

  it('the difference of clocks is measured from the Date header', () => {
    const late = answer(401, fail(40105), { date: 'Sun, 01 Jun 2025 12:10:00 GMT' });
    const result = classify('users', 'h', late, now);
    expect(result).toMatchObject({ detail: { skewSeconds: -600 } });
    const detail = detailOf({ code: 'VendorClockSkew', detail: { skewSeconds: -600 } });
    expect(detail).toEqual({ id: 'duo.clock-behind', params: { by: 600_000 } });
  });

  it.each([
    ['7', 7_000],
    ['Sun, 01 Jun 2025 12:00:30 GMT', 30_000],
    ['Sun, 01 Jun 2025 11:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
  ])('Retry-After %j is %s ms', (text, ms) => {
    const result = classify('users', 'h', answer(429, '', { 'retry-after': text }), now);
    expect(result.kind === 'failure' && result.detail.retryAfterMs).toBe(ms);
  });

  it("Duo's words are kept short and printable", () => {
    const result = classify(
      'users',
      'h',
      answer(400, fail(40002, `a\u0000\u202eb${'x'.repeat(500)}`, 'limit')),
      now,
    );
    const message = result.kind === 'failure' ? result.detail.duoMessage : undefined;
    expect(message).toMatch(/^a bx+$/);
    expect(message).toHaveLength(300);
  });
});

describe('the table of failures', () => {
  it('renders what was found, whatever the cause', () => {
    const causes = [
      undefined, 'dns', 'tls', 'address-rejected', 'other-domain', 'user-id', 'accounts-api',
      'VendorKeyUnknown', 'VendorSignatureRejected', 'VendorClockSkew', 'VendorCredentialsNotReceived',
    ]; // prettier-ignore
    const codes = Object.keys(vendorFailureScopes) as DuoFailureCode[];
    const texts = codes.flatMap((code) =>
      causes.flatMap((cause) => {
        const more = { duoCode: '40103', duoMessage: 'Invalid signature', skewSeconds: 600 };
        const detail = detailOf({ code, detail: { ...more, ...(cause === undefined ? {} : { cause }) } });
        return detail === null ? [] : [rendered(detail)];
      }),
    );
    expect(texts).toContain(
      'The host of this account has a different time. This server is 10 minutes ahead of Duo. Duo accepts about five minutes. Duo responded: Invalid signature (40103)',
    );
    for (const text of texts) expect(text).toMatch(/^[A-Z].*[.)a-z]$/u);
  });

  it('stops a run for credentials, and isolates what concerns one account', () => {
    expect(stopsRun({ code: 'VendorSignatureRejected' })).toBe(true);
    expect(stopsRun({ code: 'VendorKeyUnknown' })).toBe(true);
    for (const code of [
      'VendorCrossDeployment',
      'VendorTimeout',
      'VendorHostMissing',
      'VendorAccessRejected',
      'VendorBusy',
    ] as const) {
      expect(stopsRun({ code })).toBe(false);
    }
  });
});
