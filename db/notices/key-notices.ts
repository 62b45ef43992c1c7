import { type Message, message } from '../../messages/message.ts';
import { sql } from 'kysely';
import { apiKeys } from '../../domain/defaults.ts';
import type { Tx } from '../model/database.ts';
import type { ApiKey } from '../people/api-keys.ts';
import { closeNoticesExcept, keepNotice } from './notices.ts';

type Row = Pick<ApiKey, 'name' | 'prefix' | 'expiresAt'>;

/**
 * Keeps a notice open for each key that expires soon, each that never does, and each disabled person whose keys are
 * suspended.
 */
export async function keepKeyNotices(tx: Tx, tenantId: string, now: Date): Promise<void> {
  const scope = { tenantId, integrationId: null };
  // A key that was made for less than that was made by somebody who knows.
  const { rows } = await sql<Row>`
    select api_key.name, prefix, expires_at from api_key
      join member on member.tenant_id = api_key.tenant_id and member.id = api_key.owner_id
    where api_key.tenant_id = ${tenantId} and revoked_at is null and member.disabled_at is null
      and (expires_at is null or (expires_at > ${now}
        and expires_at <= ${now}::timestamptz + make_interval(days => ${apiKeys.warnedBeforeEndDays})
        and expires_at > api_key.created_at + make_interval(days => ${apiKeys.warnedBeforeEndDays})))
    order by api_key.id`.execute(tx);
  for (const code of ['ApiKeyEnds', 'ApiKeyWithoutEnd'] as const) {
    const keys = rows.filter(({ expiresAt }) => (expiresAt === null) === (code === 'ApiKeyWithoutEnd'));
    await closeNoticesExcept(tx, scope, code, keys.map(subjectOf));
    for (const key of keys)
      await keepNotice(tx, scope, { code, subject: subjectOf(key), detail: detailOf(key) });
  }
  await keepSuspendedNotices(tx, tenantId, now);
}

async function keepSuspendedNotices(tx: Tx, tenantId: string, now: Date): Promise<void> {
  const scope = { tenantId, integrationId: null };
  const { rows } = await sql<{ readonly owner: string; readonly keys: readonly string[] }>`
    select member.name || ' (' || member.email || ')' as owner,
      array_agg(api_key.name || ' (' || prefix || '…)' order by api_key.name, api_key.id) as keys
    from api_key join member on member.tenant_id = api_key.tenant_id and member.id = api_key.owner_id
    where api_key.tenant_id = ${tenantId} and revoked_at is null and member.disabled_at is not null
      and (expires_at is null or expires_at > ${now})
    group by member.id, member.name, member.email order by member.id`.execute(tx);
  const code = 'ApiKeysSuspended';
  await closeNoticesExcept(
    tx,
    scope,
    code,
    rows.map(({ owner }) => owner),
  );
  for (const { owner, keys } of rows)
    await keepNotice(tx, scope, {
      code,
      subject: owner,
      detail: message('notices.keys-suspended', { keys }),
    });
}

/** Keys may share a name; what they begin with tells them apart. */
const subjectOf = ({ name, prefix }: Row): string => `${name} (${prefix}…)`;

const detailOf = (row: Row): Message => {
  const key = subjectOf(row);
  return row.expiresAt === null
    ? message('notices.key-never-expires', { key })
    : message('notices.key-expires', { key, day: row.expiresAt.toISOString().slice(0, 10) });
};
