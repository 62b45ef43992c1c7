import { sql } from 'kysely';
import type { Queryable, Tx } from '../model/database.ts';

/** Deletes every session that a provider opened. Returns how many. */
export async function endSessionsOfProvider(tx: Tx, tenantId: string, providerId: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('session')
    .where('tenantId', '=', tenantId)
    .where('providerId', '=', providerId)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Deletes the sessions of one provider session, or of one of its subjects. Returns the member of each. */
export async function endProviderSessions(
  tx: Tx,
  key: { readonly tenantId: string; readonly providerId: string },
  of: { readonly providerSession: string } | { readonly subject: string },
): Promise<readonly string[]> {
  const query = tx
    .deleteFrom('session')
    .where('tenantId', '=', key.tenantId)
    .where('providerId', '=', key.providerId);
  const rows = await (
    'providerSession' in of
      ? query.where('providerSession', '=', of.providerSession)
      : query.where('identityId', 'in', (eb) =>
          eb
            .selectFrom('externalIdentity')
            .select('id')
            .where('tenantId', '=', key.tenantId)
            .where('providerId', '=', key.providerId)
            .where('subject', '=', of.subject),
        )
  )
    .returning('memberId')
    .execute();
  return [...new Set(rows.map(({ memberId }) => memberId))];
}

/**
 * Who a provider may say confirms the session: the identity that opened it, and of a session that no provider opened those
 * that its member is connected to.
 */
export async function subjectsOfSession(
  db: Queryable,
  sessionHash: string,
  providerId: string,
): Promise<readonly string[]> {
  const { rows } = await sql<{ subject: string }>`
    select identity.subject from session join external_identity identity on identity.tenant_id = session.tenant_id
      and (identity.id = session.identity_id or (session.method <> 'provider' and identity.member_id = session.member_id))
    where session.id_hash = ${sessionHash} and identity.provider_id = ${providerId}`.execute(db);
  return rows.map(({ subject }) => subject);
}

/** Keeps that a logout token was used. False: it was used before. */
export async function useLogoutToken(
  tx: Tx,
  key: { readonly tenantId: string; readonly providerId: string },
  tokenIdHash: string,
  expiresAt: Date,
): Promise<boolean> {
  await tx
    .deleteFrom('usedLogoutToken')
    .where('expiresAt', '<', sql<Date>`now()`)
    .execute();
  const { numInsertedOrUpdatedRows = 0n } = await tx
    .insertInto('usedLogoutToken')
    .values({ ...key, tokenIdHash, expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
}
