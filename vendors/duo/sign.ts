import { createHash, createHmac } from 'node:crypto';

/** Names and values of one call. Booleans are signed as `true` / `false`, whole numbers as decimal text. */
export type DuoParams = Readonly<Record<string, string | number | boolean>>;

export interface SignedRequestParts {
  /** The exact text of the `Date` header (or of a signed `X-Duo-Date`). */
  readonly date: string;
  readonly method: string;
  /** API hostname without port; signed in lower case. */
  readonly host: string;
  /** As sent, without query. */
  readonly path: string;
  /** Query parameters; none for calls with a body. */
  readonly params: DuoParams;
  /** The exact body text; the empty text where there is none. */
  readonly body: string;
  /** `X-Duo-*` headers that are sent. The product sends none. */
  readonly duoHeaders?: Readonly<Record<string, string>>;
}

/** `Date` header value in RFC 2822 form, e.g. `Fri, 24 May 2024 12:00:00 GMT` (duo.md 1.1). */
export function duoDate(instant: Date): string {
  return instant.toUTCString();
}

/**
 * Canonical parameters: percent-encoded UTF-8, upper-case hex, unreserved `A-Z a-z 0-9 - . _ ~`, sorted by the
 * bytes of the name (duo.md 1.4). This same text is sent as the query, so what is signed is what is read.
 */
export function canonicalParams(params: DuoParams): string {
  return Object.keys(params)
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map((name) => `${percentEncode(name)}=${percentEncode(String(params[name]))}`)
    .join('&');
}

function percentEncode(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const char = String.fromCharCode(byte);
    encoded += /[A-Za-z0-9\-._~]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** The seven lines of signature version 5, joined by LF (duo.md 1.3). */
export function canonicalRequest(parts: SignedRequestParts): string {
  return [
    parts.date,
    parts.method.toUpperCase(),
    parts.host.toLowerCase(),
    parts.path,
    canonicalParams(parts.params),
    sha512(parts.body),
    sha512(canonicalDuoHeaders(parts.duoHeaders ?? {})),
  ].join('\n');
}

/** Names in lower case and sorted; names and values joined by NUL. Throws where that would be ambiguous. */
function canonicalDuoHeaders(headers: Readonly<Record<string, string>>): string {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  if (new Set(lower.map(([name]) => name)).size !== lower.length) throw new Error('X-Duo header named twice');
  if (lower.flat().some((text) => text.includes('\0'))) throw new Error('X-Duo header holds a NUL');
  return lower
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flat()
    .join('\0');
}

/** Value of the `Authorization` header: HMAC-SHA512 under the secret key, version 5 (duo.md 1.1, 1.3). */
export function authorization(integrationKey: string, secretKey: string, parts: SignedRequestParts): string {
  const signature = createHmac('sha512', secretKey).update(canonicalRequest(parts), 'utf8').digest('hex');
  return `Basic ${Buffer.from(`${integrationKey}:${signature}`, 'utf8').toString('base64')}`;
}

function sha512(text: string): string {
  return createHash('sha512').update(text, 'utf8').digest('hex');
}
