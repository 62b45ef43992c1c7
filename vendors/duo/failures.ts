import { type Message, message } from '../../messages/message.ts';
import { type VendorFailureCode, vendorFailureScopes } from '../port.ts';
import type { DuoCallName } from './calls.ts';

/** What is known about a failure, for people, logs and support. Holds no secret and no user data. */
export interface DuoFailureDetail {
  readonly call?: DuoCallName;
  readonly host?: string;
  /** HTTP status. */
  readonly status?: number;
  /** Duo's own code, e.g. `40103`; its first three digits are the status (duo.md 4). */
  readonly duoCode?: string;
  /** Duo's own words, shortened. Vendor text: show it as text only. */
  readonly duoMessage?: string;
  /** Nearer cause where a code covers several: of the network, of the answer's shape, of the host name. */
  readonly cause?: string;
  /** Seconds our clock is ahead of Duo's (negative: behind). */
  readonly skewSeconds?: number;
  readonly retryAfterMs?: number;
}

export type DuoFailureCode = VendorFailureCode;

export interface DuoFailure {
  readonly code: DuoFailureCode;
  readonly detail: DuoFailureDetail;
}

/** What was found, in addition to the texts of the code; null: they say everything that is known. */
export function detailOf({ code, detail }: DuoFailure): Message | null {
  const { cause, duoMessage } = detail;
  switch (code) {
    case 'VendorKeyUnknown':
      return message('duo.one-application');
    case 'VendorClockSkew':
      return clock(detail);
    case 'VendorApiNotEnabled':
      return message('duo.api-not-enabled');
    case 'VendorWrongKindOfApplication':
      return message(cause === 'accounts-api' ? 'duo.key-of-accounts-api' : 'duo.key-of-admin-api');
    case 'VendorGrantMissing':
      return message('duo.grant-missing');
    case 'AdminKeyOfChild':
      return message('duo.host-of-child');
    case 'VendorAccessRejected':
      return message('duo.access-causes');
    case 'VendorHostRejected':
      return message(
        cause === 'other-domain' || cause === undefined ? 'duo.host-form' : 'duo.host-form-alone',
      );
    case 'VendorIdRejected':
      return message(cause === 'user-id' ? 'duo.id-of-user' : 'duo.id-of-account');
    case 'VendorAccountRejectsKey':
      return withWords(rejectionOf(detail), detail);
    case 'VendorUnreachable':
      return unreachable(cause);
    case 'VendorTimeout':
    case 'VendorServerError':
      return message('duo.status-page');
    case 'VendorRejected':
      return duoMessage === undefined ? null : message('duo.responded', { words: duoMessage });
    default:
      return null;
  }
}

function clock({ skewSeconds }: DuoFailureDetail): Message {
  if (skewSeconds === undefined) return message('duo.clock-unmeasured');
  const by = Math.abs(skewSeconds) * 1000;
  return message(skewSeconds < 0 ? 'duo.clock-behind' : 'duo.clock-ahead', { by });
}

function unreachable(cause: string | undefined): Message | null {
  switch (cause) {
    case 'dns':
      return message('duo.host-unresolved');
    case 'tls':
      return message('duo.tls');
    case 'address-rejected':
      return message('duo.address-rejected');
    case 'proxy-unreachable':
      return message('duo.proxy-unreachable');
    case 'proxy-rejected':
      return message('duo.proxy-rejected');
    default:
      return null;
  }
}

/** What one account answers to a key that is right; `cause` is the code by which it would be the key's fault. */
function rejectionOf(detail: DuoFailureDetail): Message {
  switch (detail.cause) {
    case 'VendorKeyUnknown':
      return message('duo.account.key-unknown');
    case 'VendorSignatureRejected':
      return message('duo.account.signature-rejected');
    case 'VendorClockSkew':
      return message('duo.account.clock', { clock: clock(detail) });
    case 'VendorCredentialsNotReceived':
      return message('duo.account.credentials-removed');
    default:
      return message('duo.account.key-rejected');
  }
}

function withWords(finding: Message, { duoCode, duoMessage }: DuoFailureDetail): Message {
  if (duoMessage === undefined) return finding;
  const words = duoCode === undefined ? duoMessage : `${duoMessage} (${duoCode})`;
  return message('duo.with-words', { finding, words });
}

/** `credential`: every further call would fail alike. `account`: the other accounts go on. */
export const scopeOf = ({ code }: Pick<DuoFailure, 'code'>) => vendorFailureScopes[code];

/** A failure after which every further call with this credential would fail alike: a run stops. */
export const stopsRun = (failure: Pick<DuoFailure, 'code'>): boolean => scopeOf(failure) === 'credential';
