import { createHmac, timingSafeEqual } from 'node:crypto';
import type { VendorRequest } from '../vendor.ts';
import { canonicalParameters, hashOfDuoHeaders, parseParameters, sha512 } from './canonical-form.ts';

/** What an `Authorization: Basic` header of Duo says: the integration key and the lower-case hex HMAC. */
export interface DuoCredentials {
  readonly integrationKey: string;
  readonly signature: string;
}

/** Null when the header is missing or is not `Basic base64(ikey:hmac)`. */
export function readCredentials(authorization: string | undefined): DuoCredentials | null {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const cut = text.indexOf(':');
  if (cut <= 0 || cut === text.length - 1) return null;
  return { integrationKey: text.slice(0, cut), signature: text.slice(cut + 1) };
}

/** The text that stands in line 1 of the canonical string: `X-Duo-Date` before `Date` (duo.md 1.1). */
export function dateLine(request: VendorRequest): string | undefined {
  return request.headers['x-duo-date'] ?? request.headers['date'];
}

const RFC_2822 =
  /^(?:[A-Z][a-z]{2}, )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4}|GMT|UTC|UT)$/;

/** Milliseconds since 1970, or null where the text is no RFC 2822 date. */
export function readDate(text: string | undefined): number | null {
  if (text === undefined || !RFC_2822.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

/** Parameters of a call: GET and DELETE in the query, others in a form or a JSON body (duo.md 1.1). */
export function callParameters(request: VendorRequest): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (name: string, value: string): void => {
    if (!found.has(name)) found.set(name, value);
  };
  if (request.method === 'GET' || request.method === 'DELETE') {
    for (const { name, value } of parseParameters(request.query)) add(name, value);
    return found;
  }
  if (!isJson(request)) {
    for (const { name, value } of parseParameters(request.body.toString('utf8'))) add(name, value);
    return found;
  }
  const body = parseJsonObject(request.body.toString('utf8'));
  for (const [name, value] of Object.entries(body)) {
    add(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return found;
}

function isJson(request: VendorRequest): boolean {
  return (request.headers['content-type'] ?? '').toLowerCase().startsWith('application/json');
}

function parseJsonObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {};
  } catch {
    return {};
  }
}

/** Version 2 (duo.md 1.2): five lines. */
function canonicalV2(request: VendorRequest, date: string): string {
  const inQuery = request.method === 'GET' || request.method === 'DELETE';
  const encoded = inQuery ? request.query : isJson(request) ? '' : request.body.toString('utf8');
  return [
    date,
    request.method,
    request.host,
    request.path,
    canonicalParameters(parseParameters(encoded)),
  ].join('\n');
}

/** Version 5 (duo.md 1.3): seven lines. */
function canonicalV5(request: VendorRequest, date: string): string {
  const inBody = request.method === 'POST' || request.method === 'PUT' || request.method === 'PATCH';
  return [
    date,
    request.method,
    request.host,
    request.path,
    inBody ? '' : canonicalParameters(parseParameters(request.query)),
    sha512(request.body),
    hashOfDuoHeaders(request.headers),
  ].join('\n');
}

/** Which signature version fits, or null. The caller does not say, so a server has to try (duo.md 1.2, 1.3). */
export function matchSignature(
  request: VendorRequest,
  secretKey: string,
  signature: string,
): 'v5' | 'v2-sha512' | 'v2-sha1' | null {
  const date = dateLine(request);
  if (date === undefined) return null;
  const fits = (algorithm: 'sha1' | 'sha512', text: string): boolean => {
    const expected = Buffer.from(createHmac(algorithm, secretKey).update(text, 'utf8').digest('hex'));
    const given = Buffer.from(signature);
    return expected.length === given.length && timingSafeEqual(expected, given);
  };
  if (fits('sha512', canonicalV5(request, date))) return 'v5';
  const v2 = canonicalV2(request, date);
  if (fits('sha512', v2)) return 'v2-sha512';
  return fits('sha1', v2) ? 'v2-sha1' : null;
}
