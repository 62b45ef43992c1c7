import { sql } from 'kysely';
import type { IntegrationKey } from './credentials.ts';
import type { Tx } from './database.ts';

export interface SeatHolder {
  readonly duoUserId: string;
  /** Null where the integration keeps no names (domain.md, pitfall 14). */
  readonly username: string | null;
  readonly status: string;
  readonly holdsSeat: boolean;
}

/** Who holds a seat now, who came, who left: by Duo user id, so that a renamed user stays one person. */
export async function storeHolders(
  tx: Tx,
  tenantId: string,
  accountId: string,
  holders: readonly SeatHolder[],
  at: Date,
): Promise<void> {
  const rows = JSON.stringify(
    holders.map((holder) => ({
      id: holder.duoUserId,
      name: holder.username,
      status: holder.status,
      seat: holder.holdsSeat,
    })),
  );
  await sql`
    insert into seat_holder (tenant_id, vendor_account_id, duo_user_id, username, status, holds_seat, first_seen_at,
      last_seen_at, joined_at, left_at)
    select ${tenantId}, ${accountId}, u.id, u.name, u.status, u.seat, ${at}, ${at},
      case when u.seat then ${at}::timestamptz end, null
    from jsonb_to_recordset(${rows}::jsonb) as u(id text, name text, status text, seat boolean)
    on conflict (tenant_id, vendor_account_id, duo_user_id) do update set
      username = excluded.username, status = excluded.status, holds_seat = excluded.holds_seat,
      last_seen_at = excluded.last_seen_at,
      joined_at = case when excluded.holds_seat and not seat_holder.holds_seat then excluded.joined_at
        else seat_holder.joined_at end,
      left_at = case when excluded.holds_seat then null
        when seat_holder.holds_seat then excluded.last_seen_at else seat_holder.left_at end`.execute(tx);
  await tx
    .updateTable('seat_holder')
    .set({ holds_seat: false, left_at: at })
    .where('tenant_id', '=', tenantId)
    .where('vendor_account_id', '=', accountId)
    .where('holds_seat', '=', true)
    .where('last_seen_at', '<', at)
    .execute();
}

/** Forgets every name kept for an integration; ids, states and times stay. Answers how many there were. */
export async function eraseHolderNames(tx: Tx, key: IntegrationKey): Promise<number> {
  const { numAffectedRows } = await sql`
    update seat_holder h set username = null from vendor_account a
    where a.tenant_id = h.tenant_id and a.id = h.vendor_account_id and h.tenant_id = ${key.tenantId}
      and a.integration_id = ${key.integrationId} and h.username is not null`.execute(tx);
  return Number(numAffectedRows);
}
