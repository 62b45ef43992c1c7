import { sql } from 'kysely';
import { approvalActions } from '../../domain/audit-actions.ts';
import { among } from '../driver/one-of.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { isSameMac, type KeyRing, requireCurrentKey } from '../secrets/key-ring.ts';

/** How far ledger and audit of a tenant were compared. */
export interface LedgerPosition {
  /** In the chain of the audit: every row up to it was compared. */
  readonly position: number;
  /** When everything was compared last. */
  readonly wholeAt: Date;
}

const macOf = (keyRing: KeyRing, tenantId: string, { position, wholeAt }: LedgerPosition): string =>
  keyRing.sign([tenantId, position, wholeAt.toISOString(), `v${keyRing.version}`].join('|'), 'ledger check');

/** `null`: nothing was compared yet. `forged`: the stored position is not the signed one. */
export async function readLedgerPosition(
  db: Queryable,
  keyRing: KeyRing,
  tenantId: string,
): Promise<LedgerPosition | 'forged' | null> {
  const row = await db
    .selectFrom('ledgerCheck')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .executeTakeFirst();
  if (row === undefined) return null;
  const found = { position: Number(row.position), wholeAt: row.wholeAt };
  return isSameMac(macOf(keyRing, tenantId, found), row.mac) ? found : 'forged';
}

/** Signs and stores it. Throws `MasterKeyChanged`. */
export async function putLedgerPosition(
  tx: Tx,
  keyRing: KeyRing,
  tenantId: string,
  to: LedgerPosition,
): Promise<void> {
  await requireCurrentKey(tx, keyRing);
  const values = {
    position: String(to.position),
    wholeAt: to.wholeAt,
    keyVersion: keyRing.version,
    mac: macOf(keyRing, tenantId, to),
  };
  await tx
    .insertInto('ledgerCheck')
    .values({ tenantId, ...values })
    .onConflict((conflict) => conflict.column('tenantId').doUpdateSet(values))
    .execute();
}

/** Signs every position under another key ring where it is signed; what is not stays forged. Returns how many. */
export async function resignLedgerPositions(tx: Tx, from: KeyRing, to: KeyRing): Promise<number> {
  const tenants = await tx.selectFrom('ledgerCheck').select('tenantId').execute();
  let signed = 0;
  for (const { tenantId } of tenants) {
    const found = await readLedgerPosition(tx, from, tenantId);
    if (found === null || found === 'forged') continue;
    await tx
      .updateTable('ledgerCheck')
      .set({ mac: macOf(to, tenantId, found), keyVersion: to.version })
      .where('tenantId', '=', tenantId)
      .execute();
    signed += 1;
  }
  return signed;
}

/** A row that somebody added may name anything. */
const isId = (value: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(value);

/** Rows with a checkpoint after a position that concern approved lines, and the last position that was looked at. */
export async function linesNotifiedOf(
  db: Queryable,
  tenantId: string,
  after: number,
  limit: number,
): Promise<{
  readonly lineIds: readonly string[];
  readonly approvalIds: readonly string[];
  readonly to: number;
}> {
  const { rows } = await sql<{ position: number; lineId: string | null; approvalId: string | null }>`
    select checkpoint.position::int,
      case when event.object_kind = 'approval-line' then event.object_id
        when ${among('event.action', approvalActions)} then event.detail ->> 'approvalLineId' end as line_id,
      case when event.action = 'integration.write-back-enabled' then event.detail ->> 'approvalId' end as approval_id
    from audit_checkpoint checkpoint join audit_event event on event.tenant_id = checkpoint.tenant_id and event.seq = checkpoint.audit_seq
    where checkpoint.tenant_id = ${tenantId} and checkpoint.position > ${after}
    order by checkpoint.position limit ${limit}`.execute(db);
  const distinct = (values: readonly (string | null)[]): readonly string[] => [
    ...new Set(values.flatMap((value) => (value !== null && isId(value) ? [value] : []))),
  ];
  return {
    lineIds: distinct(rows.map(({ lineId }) => lineId)),
    approvalIds: distinct(rows.map(({ approvalId }) => approvalId)),
    to: rows.at(-1)?.position ?? after,
  };
}
