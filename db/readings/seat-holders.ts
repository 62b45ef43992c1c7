import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { UnusedSign } from '../../domain/seat-use.ts';
import type { Tx } from '../model/database.ts';

export interface SeatHolder {
  readonly vendorUserId: string;
  /** Null where the integration keeps no names (architecture.md 6). */
  readonly username: string | null;
  readonly status: string;
  readonly holdsSeat: boolean;
  /** Null: in use, or nothing is known against it. */
  readonly unused: UnusedSign | null;
}

/** Every user that a complete reading of one account listed. */
export interface HoldersOfAccount {
  readonly accountId: string;
  readonly holders: readonly SeatHolder[];
  readonly at: Date;
}

/**
 * Who holds a seat now, who came, who left: by the vendor's user id, so that a renamed user stays one person. Of a user about
 * whom nothing changed no row is written or locked: they are left out before the insert, whose conflict would lock each.
 */
export async function storeHolders(
  tx: Tx,
  tenantId: string,
  accounts: readonly HoldersOfAccount[],
): Promise<void> {
  if (accounts.length === 0) return;
  const listed = JSON.stringify(accounts.flatMap(listedOf));
  const read = JSON.stringify(accounts.map(readingOf));
  await sql`
    insert into seat_holder (tenant_id, vendor_account_id, vendor_user_id, username, status, holds_seat, first_seen_at,
      joined_at, unused, unused_since)
    select ${tenantId}, u.account, u.id, u.name, u.status, u.seat, u.at, case when u.seat then u.at end, u.unused, u.since
    from jsonb_to_recordset(${listed}::jsonb) as u(account uuid, id text, name text, status text, seat boolean,
      at timestamptz, unused text, since timestamptz)
    left join lateral (
      select * from seat_holder k
      where k.tenant_id = ${tenantId} and k.vendor_account_id = u.account and k.vendor_user_id = u.id
      offset 0) as known on true
    where (known.username, known.status, known.holds_seat, known.gone_at, known.unused, known.unused_since)
      is distinct from (u.name, u.status, u.seat, null, u.unused, u.since)
    on conflict (tenant_id, vendor_account_id, vendor_user_id) do update set
      username = excluded.username, status = excluded.status, holds_seat = excluded.holds_seat, gone_at = null,
      unused = excluded.unused, unused_since = excluded.unused_since,
      joined_at = case when excluded.holds_seat and not seat_holder.holds_seat then excluded.joined_at
        else seat_holder.joined_at end,
      left_at = case when excluded.holds_seat then null
        when seat_holder.holds_seat then excluded.first_seen_at else seat_holder.left_at end
    where (seat_holder.username, seat_holder.status, seat_holder.holds_seat, seat_holder.gone_at, seat_holder.unused,
        seat_holder.unused_since)
      is distinct from (excluded.username, excluded.status, excluded.holds_seat, null, excluded.unused,
        excluded.unused_since)`.execute(tx);
  await sql`
    update seat_holder h set holds_seat = false, gone_at = a.at, unused = null, unused_since = null,
      left_at = case when h.holds_seat then a.at else h.left_at end
    from jsonb_to_recordset(${read}::jsonb) as a(account uuid, at timestamptz, listed jsonb)
    cross join lateral (
      select k.vendor_user_id as id from seat_holder k
      where k.tenant_id = ${tenantId} and k.vendor_account_id = a.account and k.gone_at is null
        and not a.listed ? k.vendor_user_id
      offset 0) as gone
    where h.tenant_id = ${tenantId} and h.vendor_account_id = a.account and h.vendor_user_id = gone.id`.execute(
    tx,
  );
}

/**
 * Holders are looked up account by account, and each among the listed by its id as a key. How many there are of either
 * PostgreSQL does not know before its first statistics: a join compared every holder of the tenant with every account
 * and every user.
 */
const readingOf = ({ accountId, holders, at }: HoldersOfAccount) => ({
  account: accountId,
  at,
  listed: Object.fromEntries(holders.map(({ vendorUserId }) => [vendorUserId, true])),
});

const listedOf = ({ accountId, holders, at }: HoldersOfAccount) =>
  holders.map((holder) => ({
    account: accountId,
    id: holder.vendorUserId,
    name: holder.username,
    status: holder.status,
    seat: holder.holdsSeat,
    at,
    unused: holder.unused?.reason,
    since: holder.unused?.since,
  }));

/** Forgets every name kept for an integration; ids, states and times stay. Answers how many there were. */
export async function eraseHolderNames(tx: Tx, key: IntegrationKey): Promise<number> {
  const { numAffectedRows } = await sql`
    update seat_holder h set username = null from vendor_account a
    where a.tenant_id = h.tenant_id and a.id = h.vendor_account_id and h.tenant_id = ${key.tenantId}
      and a.integration_id = ${key.integrationId} and h.username is not null`.execute(tx);
  return Number(numAffectedRows);
}
