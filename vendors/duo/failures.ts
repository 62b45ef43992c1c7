import type { DuoCallName } from './calls.ts';

/** What is known about a failure, for advice, logs and support. Holds no secret and no user data. */
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

interface FailureText {
  readonly title: string;
  readonly advice: string | ((detail: DuoFailureDetail) => string);
  /** `credential`: every further call would fail alike, so a run stops. `account`: the other accounts go on. */
  readonly scope: 'credential' | 'account';
}

/** Every way a Duo call can fail, with what a person reads. The codes are stable: they stand in rows and APIs. */
export const duoFailures = {
  VendorKeyUnknown: {
    title: 'Duo does not know this integration key at this API hostname',
    advice:
      'Copy integration key, secret key and API hostname once more, all three from the same application in the Duo Admin Panel, and check that the application was not deleted.',
    scope: 'credential',
  },
  VendorSignatureRejected: {
    title: 'Duo rejected the signature: the secret key is wrong',
    advice:
      'Copy the secret key of this application from the Duo Admin Panel once more. If it was reset there, the new one must be entered here.',
    scope: 'credential',
  },
  VendorClockSkew: {
    title: 'The clock of this server differs too much from the clock of Duo',
    advice: ({ skewSeconds }) =>
      `${skewText(skewSeconds)} Duo accepts about five minutes. Set this server's clock (NTP) and try again; the keys are not at fault and stay as they are.`,
    scope: 'credential',
  },
  VendorCredentialsNotReceived: {
    title: 'Duo received the call without credentials',
    advice:
      'A proxy between this server and Duo removes the Authorization header. Let calls to Duo pass unchanged.',
    scope: 'credential',
  },
  VendorKeyRejected: {
    title: 'Duo rejected the credentials without a known reason',
    advice: 'Check integration key, secret key and API hostname, and the clock of this server.',
    scope: 'credential',
  },
  VendorApiNotEnabled: {
    title: 'The Accounts API is not available to this key',
    advice:
      'Only an Owner of the parent account can create the Accounts API application, and Duo Support must enable the Accounts API for it first. If both are done, check "Networks for API Access" in the Admin Panel.',
    scope: 'credential',
  },
  VendorWrongKindOfApplication: {
    title: 'This key belongs to another kind of Duo application',
    advice: ({ cause }) =>
      cause === 'accounts-api'
        ? 'This is the key of an Accounts API application. Enter the key of an Admin API application of the parent account here.'
        : 'This is the key of an Admin API application. Enter the key of the Accounts API application here; only an Owner of the parent account can create it, after Duo Support has enabled it.',
    scope: 'credential',
  },
  VendorGrantMissing: {
    title: 'The Admin API application may not read users',
    advice:
      'Open this Admin API application in the Duo Admin Panel and tick "Grant resource - Read" (older panels: "Grant read resource"). No other grant is needed.',
    scope: 'credential',
  },
  AdminKeyOfChild: {
    title: 'This Admin API key belongs to a child account',
    advice:
      'The API hostname is that of a child account. Create the Admin API application in the parent account and enter its key; children are read with the Accounts API key.',
    scope: 'credential',
  },
  VendorAccessRejected: {
    title: 'Duo rejected access',
    advice:
      'Duo gives one answer for several causes. Check in this order: the grant "Grant resource - Read" of the application; that it is of the right kind (Accounts API or Admin API); that an Owner created the Accounts API application and Duo Support enabled it; "Networks for API Access" in the Admin Panel.',
    scope: 'account',
  },
  VendorHostMissing: {
    title: 'Duo gives no API hostname for this account',
    advice: 'The account cannot be read. Ask Duo Support about it, or exclude the account with a reason.',
    scope: 'account',
  },
  VendorHostRejected: {
    title: 'The API hostname is not one of Duo',
    advice: ({ cause }) =>
      cause === 'other-domain' || cause === undefined
        ? 'API hostnames look like api-xxxxxxxx.duosecurity.com. Nothing was sent. If Duo serves this account under another domain, the operator can allow that domain.'
        : 'API hostnames look like api-xxxxxxxx.duosecurity.com, without port or path. Nothing was sent.',
    scope: 'account',
  },
  VendorIdRejected: {
    title: 'Duo names an id that cannot be one',
    advice: ({ cause }) =>
      `The id of ${cause === 'user-id' ? 'a user of this account' : 'this account'} holds control characters. Nothing is asked with it and nothing was counted. Ask Duo Support about this account, or exclude it with a reason.`,
    scope: 'account',
  },
  VendorCrossDeployment: {
    title: 'This account is on another Duo deployment',
    advice:
      'Duo does not let the Accounts API key read accounts of another deployment than its own. Repeating does not help: exclude the account with a reason, or acknowledge that it is billed by hand.',
    scope: 'account',
  },
  VendorAccountRejectsKey: {
    title: 'This account alone rejects the key',
    advice: (detail) =>
      `${rejectionText(detail)} The same key lists the accounts, so leave it as it is. Ask Duo Support about this account; until it answers, exclude it with a reason, or acknowledge that it is billed by hand.`,
    scope: 'account',
  },
  VendorAccountGone: {
    title: 'This account no longer exists in Duo',
    advice:
      'It is no longer in the list of child accounts. Its last count stays visible; ending its billing is a decision of its own.',
    scope: 'account',
  },
  VendorBusy: {
    title: 'Duo asks for fewer calls',
    advice: 'The limit of calls was reached, also after waiting. The pace was lowered; read again later.',
    scope: 'account',
  },
  VendorUnreachable: {
    title: 'Duo could not be reached',
    advice: ({ cause }) => unreachableAdvice(cause),
    scope: 'account',
  },
  VendorTimeout: {
    title: 'Duo did not answer in time',
    advice:
      'The last good count stays. Read again; if it stays so, look at status.duo.com and at the way out of this network.',
    scope: 'account',
  },
  VendorServerError: {
    title: 'Duo answered with an error of its own',
    advice: 'Read again later; look at status.duo.com.',
    scope: 'account',
  },
  VendorRedirected: {
    title: 'The call to Duo was redirected',
    advice:
      'Duo does not redirect API calls, and redirects are not followed. Look for a proxy or sign-in page between this server and Duo.',
    scope: 'account',
  },
  VendorAnswerUnreadable: {
    title: 'The answer was not one that Duo documents',
    advice:
      'Nothing was counted from it. Look for a proxy between this server and Duo; if there is none, report it with the time of the call.',
    scope: 'account',
  },
  VendorRejected: {
    title: 'Duo rejected the call',
    advice: ({ duoMessage }) =>
      duoMessage === undefined ? 'Duo gave no reason.' : `Duo says: ${duoMessage}`,
    scope: 'account',
  },
} as const satisfies Record<string, FailureText>;

export type DuoFailureCode = keyof typeof duoFailures;

export interface DuoFailure {
  readonly code: DuoFailureCode;
  readonly detail: DuoFailureDetail;
}

export interface DuoFailureDescription {
  readonly code: DuoFailureCode;
  readonly title: string;
  readonly advice: string;
  readonly scope: 'credential' | 'account';
}

/** Title, advice and scope of a failure, ready for a person. */
export function describeDuoFailure({ code, detail }: DuoFailure): DuoFailureDescription {
  const text: FailureText = duoFailures[code];
  const advice = typeof text.advice === 'string' ? text.advice : text.advice(detail);
  return { code, title: text.title, advice, scope: text.scope };
}

function skewText(seconds: number | undefined): string {
  if (seconds === undefined) return 'The difference could not be measured.';
  const size = Math.abs(seconds);
  const amount = size < 120 ? `${size} seconds` : `${Math.round(size / 60)} minutes`;
  return `This server is ${amount} ${seconds < 0 ? 'behind' : 'ahead of'} Duo (measured).`;
}

function unreachableAdvice(cause: string | undefined): string {
  switch (cause) {
    case 'dns':
      return 'The API hostname does not resolve. Check its spelling and the DNS of this server.';
    case 'tls':
      return 'No trusted TLS connection. A proxy that opens TLS needs its certificate allowed by the operator (OUTBOUND_CA_FILE).';
    case 'address-rejected':
      return 'The API hostname resolves to an address inside this network, which is not called. Check the DNS of this server.';
    default:
      return "The connection was rejected or lost. Check this server's way out to port 443.";
  }
}

/** What one account answers to a key that is right; `cause` is the code by which it would be the key's fault. */
function rejectionText({ cause, duoCode, duoMessage, skewSeconds }: DuoFailureDetail): string {
  const said =
    duoMessage === undefined
      ? ''
      : ` Duo says: ${duoMessage}${duoCode === undefined ? '' : ` (${duoCode})`}.`;
  switch (cause) {
    case 'VendorKeyUnknown':
      return `Duo does not know the key at the host of this account.${said}`;
    case 'VendorSignatureRejected':
      return `Duo rejects the signature at the host of this account.${said}`;
    case 'VendorClockSkew':
      return `The host of this account sees another time. ${skewText(skewSeconds)}${said}`;
    case 'VendorCredentialsNotReceived':
      return `The host of this account received the call without credentials: something between may remove them.${said}`;
    default:
      return `Duo rejects the key at the host of this account.${said}`;
  }
}

/** A failure after which every further call with this credential would fail alike: a run stops. */
export function stopsRun({ code }: Pick<DuoFailure, 'code'>): boolean {
  return duoFailures[code].scope === 'credential';
}
