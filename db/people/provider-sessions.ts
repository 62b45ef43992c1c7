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

/** Who the provider said opened the session; null: it was not opened by a provider. */
export async function subjectOfSession(db: Queryable, sessionHash: string): Promise<string | null> {
  const row = await db
    .selectFrom('session')
    .innerJoin('externalIdentity as identity', (join) =>
      join
        .onRef('identity.tenantId', '=', 'session.tenantId')
        .onRef('identity.id', '=', 'session.identityId'),
    )
    .select('identity.subject')
    .where('session.idHash', '=', sessionHash)
    .executeTakeFirst();
  return row?.subject ?? null;
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
