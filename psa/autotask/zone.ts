import { message } from '../../messages/message.ts';
import { z } from 'zod';
import { isHostName } from '../../http/outbound.ts';
import type { PsaResult } from '../port.ts';
import { psaFailure } from './failures.ts';

export type TypedHost =
  | { readonly ok: true; readonly host: string }
  | { readonly ok: false; readonly reason: 'empty' | 'not-a-host-name' };

/** The host from whatever a person typed: an address with its path, or a bare name. */
export function normalizeHost(typed: string): TypedHost {
  const bare = typed
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/\\?#].*$/s, '')
    .toLowerCase();
  if (bare === '') return { ok: false, reason: 'empty' };
  if (!bare.includes('.') || !isHostName(bare)) return { ok: false, reason: 'not-a-host-name' };
  return { ok: true, host: bare };
}

/** Everything behind the first dot: zones differ in the part before it (autotask.md 1). */
const domainOf = (host: string): string => host.slice(host.indexOf('.') + 1);

/** May the keys go there? Only under the domain of the host that the connection names. */
export const isOfDatabase = (host: string, typed: string): boolean => domainOf(host) === domainOf(typed);

/** `ci` is the number of the database (autotask.md 1). */
const zoneAnswer = z.object({ url: z.string(), ci: z.coerce.string().regex(/^\d+$/).nullish().catch(null) });

/** Where a database is, and which it is. */
export interface Zone {
  readonly host: string;
  /** Null: the lookup did not report it. */
  readonly databaseNumber: string | null;
}

/** The zone in the answer of a lookup. */
export function zoneInAnswer(value: unknown, typed: string): PsaResult<Zone> {
  const answer = zoneAnswer.safeParse(value);
  const url = answer.success ? hostOf(answer.data.url) : null;
  if (url === null || !answer.success)
    return psaFailure(
      'PsaAnswerUnreadable',
      message('psas.unreadable.unexpected', { call: 'zoneInformation' }),
    );
  return isOfDatabase(url, typed)
    ? { ok: true, value: { host: url, databaseNumber: answer.data.ci ?? null } }
    : psaFailure(
        'PsaHostRejected',
        message('autotask.zone-elsewhere', { host: url, domain: domainOf(typed) }),
      );
}

/** The host of an https address on the usual port; null: it is none. */
export function hostOf(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, hostname, port, username } = new URL(address);
  return protocol === 'https:' && port === '' && username === '' && isHostName(hostname) ? hostname : null;
}
