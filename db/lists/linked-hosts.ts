import { psaSet } from '../../domain/credentials.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';

export interface LinkedHosts {
  /** Of the PSA credential in use, or of the one that is to be; null: there is none. */
  readonly psa: string | null;
  /** Those that have one. */
  readonly accounts: readonly { readonly accountId: string; readonly host: string }[];
}

/** Hosts at which the PSA and these accounts answer. */
export async function linkedHosts(
  db: Queryable,
  key: IntegrationKey,
  accountIds: readonly string[],
): Promise<LinkedHosts> {
  const psa = await db
    .selectFrom('credential')
    .select('host')
    .where(ownedBy(key))
    .where('credentialSet', '=', psaSet)
    .where('state', 'in', ['working', 'candidate'])
    .orderBy('state', 'desc')
    .executeTakeFirst();
  const rows =
    accountIds.length === 0
      ? []
      : await db
          .selectFrom('vendorAccount')
          .select(['id as accountId', 'apiHostname as host'])
          .where('tenantId', '=', key.tenantId)
          .where('id', 'in', [...accountIds])
          .orderBy('id')
          .execute();
  return {
    psa: psa?.host ?? null,
    accounts: rows.flatMap(({ accountId, host }) => (host === null ? [] : [{ accountId, host }])),
  };
}
