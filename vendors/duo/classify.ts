import { parseJson } from '../../http/json.ts';
import type { HttpAnswer, HttpNoAnswer, HttpOutcome } from '../../http/outcome.ts';
import { readError, readSuccess, type DuoError, type DuoSuccess } from './answers.ts';
import type { DuoCallName } from './calls.ts';
import type { DuoFailureCode, DuoFailureDetail } from './failures.ts';

export type Classified =
  | { readonly kind: 'success'; readonly success: DuoSuccess }
  | {
      readonly kind: 'failure';
      readonly code: DuoFailureCode;
      readonly detail: DuoFailureDetail;
      /** May another attempt of this read end otherwise (duo.md 5)? */
      readonly again: boolean;
    };

type Failed = Extract<Classified, { kind: 'failure' }>;

/**
 * What one outcome of one Duo call means: by HTTP status first, then `stat`, then Duo's code (duo.md 4).
 * @param redact takes the values of the credential out of Duo's words
 */
export function classify(
  call: DuoCallName,
  host: string,
  outcome: HttpOutcome,
  now: Date,
  redact: (text: string) => string = (text) => text,
): Classified {
  const about: DuoFailureDetail = { call, host };
  return outcome.kind === 'answer' ? ofAnswer(call, outcome, about, now, redact) : ofSilence(outcome, about);
}

function ofSilence({ cause }: HttpNoAnswer, about: DuoFailureDetail): Failed {
  const detail = { ...about, cause };
  switch (cause) {
    case 'timeout':
      return { kind: 'failure', code: 'VendorTimeout', detail, again: true };
    case 'host-rejected':
      return { kind: 'failure', code: 'VendorHostRejected', detail, again: false };
    case 'too-large':
    case 'encoding':
    case 'protocol':
      return { kind: 'failure', code: 'VendorAnswerUnreadable', detail, again: false };
    case 'cut':
      return { kind: 'failure', code: 'VendorAnswerUnreadable', detail, again: true };
    case 'tls':
    case 'address-rejected':
    case 'proxy-rejected':
      return { kind: 'failure', code: 'VendorUnreachable', detail, again: false };
    case 'dns':
    case 'proxy-unreachable':
    case 'rejected':
    case 'reset':
    case 'aborted':
      return { kind: 'failure', code: 'VendorUnreachable', detail, again: true };
  }
}

function ofAnswer(
  call: DuoCallName,
  answer: HttpAnswer,
  about: DuoFailureDetail,
  now: Date,
  redact: (text: string) => string,
): Classified {
  const parsed = parseJson(answer.text);
  const error = readError(parsed.ok ? parsed.value : undefined, redact);
  const detail: DuoFailureDetail = {
    ...about,
    status: answer.status,
    ...(error.code === undefined ? {} : { duoCode: error.code }),
    ...(error.message === undefined ? {} : { duoMessage: error.message }),
  };
  if (answer.status < 200 || answer.status > 299)
    return ofStatus(call, answer, answer.status, error, detail, now);
  if (!parsed.ok) {
    const again = parsed.reason !== 'too-deep';
    return {
      kind: 'failure',
      code: 'VendorAnswerUnreadable',
      detail: { ...detail, cause: parsed.reason },
      again,
    };
  }
  const success = readSuccess(parsed.value);
  if (success !== null) return { kind: 'success', success };
  // HTTP 200 around a failure: Duo's code begins with the status that it means.
  if (error.isFail) return ofStatus(call, answer, Number(error.code?.slice(0, 3)), error, detail, now);
  return {
    kind: 'failure',
    code: 'VendorAnswerUnreadable',
    detail: { ...detail, cause: 'shape' },
    again: false,
  };
}

/** The only message text that decides anything: Duo's code for it is not published (duo.md 2.1). */
const crossDeployment = 'Cross-deployment Admin API usage';

function ofStatus(
  call: DuoCallName,
  answer: HttpAnswer,
  status: number,
  error: DuoError,
  detail: DuoFailureDetail,
  now: Date,
): Failed {
  const failed = (code: DuoFailureCode, again = false): Failed => ({ kind: 'failure', code, detail, again });
  if (status === 401) return ofCredentials(answer, error, detail, now);
  if (status === 403) return failed(call === 'accountList' ? 'VendorApiNotEnabled' : 'VendorAccessRejected');
  if (status === 429) {
    const retryAfterMs = readRetryAfter(answer, now);
    const told = retryAfterMs === undefined ? detail : { ...detail, retryAfterMs };
    return { kind: 'failure', code: 'VendorBusy', detail: told, again: true };
  }
  if (status >= 500) return failed('VendorServerError', true);
  if (status >= 300 && status < 400) return failed('VendorRedirected');
  if (status === 400 && error.message?.startsWith(crossDeployment) === true)
    return failed('VendorCrossDeployment');
  return failed('VendorRejected');
}

function ofCredentials(answer: HttpAnswer, error: DuoError, detail: DuoFailureDetail, now: Date): Failed {
  const failed = (code: DuoFailureCode, more: DuoFailureDetail = {}): Failed => ({
    kind: 'failure',
    code,
    detail: { ...detail, ...more },
    again: false,
  });
  switch (error.code) {
    case '40101':
      return failed('VendorCredentialsNotReceived');
    case '40102':
      return failed('VendorKeyUnknown');
    case '40103':
      return failed('VendorSignatureRejected');
    case '40104':
    case '40105': {
      const theirs = Date.parse(answer.headers['date'] ?? '');
      return Number.isNaN(theirs)
        ? failed('VendorClockSkew')
        : failed('VendorClockSkew', { skewSeconds: Math.round((now.getTime() - theirs) / 1000) });
    }
    default:
      return failed('VendorKeyRejected');
  }
}

/** `Retry-After` or `X-Retry-After`, in seconds or as an HTTP date; undefined where absent or unreadable (duo.md 5). */
function readRetryAfter({ headers }: HttpAnswer, now: Date): number | undefined {
  const text = (headers['retry-after'] ?? headers['x-retry-after'])?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Date.parse takes much else for a date, `-5` for one.
  const instant = / GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(instant) ? undefined : Math.max(0, instant - now.getTime());
}
