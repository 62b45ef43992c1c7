import type { CustomFetch } from 'openid-client';
import type { Outbound } from '../http/outbound.ts';
import type { SsoFailure } from '../domain/sign-ins.ts';

/** Why a call of one operation had no usable answer; the library's own error would hide it. */
export interface CallNotes {
  failure: { readonly reason: SsoFailure; readonly code: string } | null;
}

type Method = Parameters<Outbound['request']>[0]['method'];

/**
 * The outbound client for the library's calls: https on port 443 of public addresses, no redirects, bounded in
 * time and size. A redirect comes back as the answer it is, which the library rejects.
 */
export function fetchThrough(outbound: Outbound, deadline: AbortSignal, notes: CallNotes): CustomFetch {
  const failed = (reason: SsoFailure, code: string): Error => {
    notes.failure ??= { reason, code };
    return new Error(code);
  };
  return async (address, { body, headers, method, signal }) => {
    const url = new URL(address);
    if (url.protocol !== 'https:' || url.port !== '' || url.username !== '')
      throw failed('address-rejected', 'address-rejected');
    const outcome = await outbound.request({
      host: url.hostname,
      isEntered: true,
      method: method as Method,
      path: url.pathname,
      query: url.search.slice(1),
      headers,
      ...(body === undefined || body === null ? {} : { body: textOf(body) }),
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
    });
    if (outcome.kind === 'no-answer')
      throw failed(
        outcome.cause === 'address-rejected' || outcome.cause === 'host-rejected'
          ? 'address-rejected'
          : 'unavailable',
        outcome.cause,
      );
    if (outcome.status >= 500 || outcome.status === 429)
      throw failed('unavailable', `status-${outcome.status}`);
    return new Response(hasNoBody(outcome.status) ? null : outcome.text, {
      status: outcome.status,
      headers: withoutEncoding(outcome.headers),
    });
  };
}

const hasNoBody = (status: number): boolean => [204, 205, 304].includes(status);

/** The body is already decompressed. */
const withoutEncoding = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== 'content-encoding' && name !== 'content-length'),
  );

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new Error('a body that is not a form');
}
