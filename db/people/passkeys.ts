import { sql } from 'kysely';
import type { Queryable, Tx } from '../model/database.ts';

/** A passkey without its key, for people. */
export interface ListedPasskey {
  readonly id: string;
  readonly credentialId: string;
  readonly name: string;
  /** The host it works for. */
  readonly rpId: string;
  readonly transports: readonly string[];
  readonly backedUp: boolean;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

const listedColumns = [
  'id',
  'credentialId',
  'name',
  'rpId',
  'transports',
  'backedUp',
  'createdAt',
  'lastUsedAt',
] as const;

export interface StoredPasskey {
  readonly id: string;
  readonly personId: string;
  readonly credentialId: string;
  readonly publicKey: Buffer;
  readonly rpId: string;
  readonly name: string;
}

/** Oldest first. */
export const listPasskeys = (db: Queryable, personId: string): Promise<readonly ListedPasskey[]> =>
  db
    .selectFrom('passkey')
    .select(listedColumns)
    .where('personId', '=', personId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();

/** By the ID that its authenticator gave it; null: unknown. */
export async function findPasskey(db: Queryable, credentialId: string): Promise<StoredPasskey | null> {
  const row = await db
    .selectFrom('passkey')
    .select(['id', 'personId', 'credentialId', 'publicKey', 'rpId', 'name'])
    .where('credentialId', '=', credentialId)
    .executeTakeFirst();
  return row ?? null;
}

/** Null: it is known already. */
export async function createPasskey(
  tx: Tx,
  passkey: Omit<StoredPasskey, 'id'> & {
    readonly counter: number;
    readonly transports: readonly string[];
    readonly aaguid: string;
    readonly backedUp: boolean;
  },
): Promise<string | null> {
  const row = await tx
    .insertInto('passkey')
    .values({ ...passkey, counter: String(passkey.counter), transports: [...passkey.transports] })
    .onConflict((conflict) => conflict.column('credentialId').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id ?? null;
}

/**
 * Notes a use by the counter that the authenticator signed. False: the counter is not above the last one, so that two
 * devices hold the key. Synced passkeys do not count and stay at 0.
 */
export async function notePasskeyUse(
  tx: Tx,
  id: string,
  use: { readonly counter: number; readonly backedUp: boolean },
): Promise<boolean> {
  const counter = String(use.counter);
  const { numUpdatedRows } = await tx
    .updateTable('passkey')
    .set({ counter, backedUp: use.backedUp, lastUsedAt: sql<Date>`now()` })
    .where('id', '=', id)
    .where(sql<boolean>`(counter < ${counter}::bigint or (counter = 0 and ${counter}::bigint = 0))`)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** False: this person has no such passkey. */
export async function renamePasskey(tx: Tx, personId: string, id: string, name: string): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('passkey')
    .set({ name })
    .where('personId', '=', personId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** False: this person has no such passkey. */
export async function removePasskey(tx: Tx, personId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('passkey')
    .where('personId', '=', personId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** How many there are in the installation that do not work for a host. */
export async function countPasskeysOfOtherHosts(db: Queryable, rpId: string): Promise<number> {
  const { count } = await db
    .selectFrom('passkey')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('rpId', '<>', rpId)
    .executeTakeFirstOrThrow();
  return Number(count);
}
