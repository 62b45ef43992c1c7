import { createHmac } from 'node:crypto';
import { hashOfDuoHeaders, sha512 } from '../duo/canonical-form.ts';
import type { VendorRequest } from '../vendor.ts';
import type { DuoApplication } from '../credentials.ts';

/** A Duo call signed with version 5 as a client would send it; parts can be spoiled by the caller. */
export function signedRequest(
  application: DuoApplication,
  call: {
    readonly method: 'GET' | 'POST';
    readonly host: string;
    readonly path: string;
    readonly parameters?: Readonly<Record<string, string>>;
    readonly date?: string;
  },
): VendorRequest {
  const { method, host, path, parameters = {}, date = new Date().toUTCString() } = call;
  const query =
    method === 'GET'
      ? Object.entries(parameters)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
          .join('&')
      : '';
  const body = Buffer.from(method === 'POST' ? JSON.stringify(parameters) : '');
  const lines = [date, method, host, path, query, sha512(body), hashOfDuoHeaders({})];
  const signature = createHmac('sha512', application.secretKey).update(lines.join('\n')).digest('hex');
  const authorization = `Basic ${Buffer.from(`${application.integrationKey}:${signature}`).toString('base64')}`;
  const type = method === 'POST' ? { 'content-type': 'application/json' } : {};
  return { method, host, path, query, headers: { date, authorization, ...type }, body };
}
