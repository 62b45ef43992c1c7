import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { CompositionBasis } from '../../domain/usage/composition-basis.ts';
import type { SeatDrop } from '../../domain/usage/composition.ts';
import type { ControlTotals } from '../../domain/comparison/control-totals.ts';
import type { AccountShare, IgnoredLine } from '../../domain/usage/total-parts.ts';
import { announcing } from '../integrations/commands.ts';
import type { Queryable, Tx } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import {
  presentForm, readAccountShare, readControlTotals, readFall, readIgnoredLines, type Unread,
} from '../model/stored-documents.ts'; // prettier-ignore

/** What the stored lines of an integration stand on, and their sums. */
export interface StatusTotals {
  readonly totals: ControlTotals;
  readonly basis: CompositionBasis;
  readonly fall: SeatDrop;
  readonly ignored: readonly IgnoredLine[];
  readonly composedAt: Date;
  /** When everything was composed last. */
  readonly wholeAt: Date;
}

/** Null: nothing was composed yet, or not so that it could be gone on from. */
export async function statusTotals(db: Queryable, key: IntegrationKey): Promise<StatusTotals | null> {
  const row = await db
    .selectFrom('controlTotal')
    .select(['totals', 'basis', 'fall', 'ignored', 'form', 'composedAt', 'wholeAt'])
    .where(ownedBy(key))
    .executeTakeFirst();
  if (row === undefined || row.basis === null || row.fall === null || row.wholeAt === null) return null;
  return {
    totals: readControlTotals(row.totals, row.form),
    // Compared by value with the present one, which says more than a schema; where it differs it is not gone on from.
    basis: row.basis,
    fall: readFall(row.fall, row.form),
    ignored: readIgnoredLines(row.ignored, row.form),
    composedAt: row.composedAt,
    wholeAt: row.wholeAt,
  };
}

/** The totals of the same composition, kept beside the lines so that both always show one moment (RULES 12). */
export async function storeControlTotals(
  tx: Tx,
  key: IntegrationKey,
  { totals, basis, fall, ignored, composedAt, wholeAt }: StatusTotals,
  syncRunId: string | null,
): Promise<void> {
  const row = {
    totals: JSON.stringify(totals),
    closes: totals.closes,
    basis: JSON.stringify(basis),
    fall: JSON.stringify(fall),
    ignored: JSON.stringify(ignored),
    form: presentForm,
    syncRunId,
    composedAt,
    wholeAt,
  };
  await tx
    .insertInto('controlTotal')
    .values({ tenantId: key.tenantId, integrationId: key.integrationId, ...row })
    .onConflict((conflict) => conflict.columns(['tenantId', 'integrationId']).doUpdateSet(row))
    .returning(announcing(key, 'usage', key.integrationId).as('told'))
    .execute();
}

/** What these accounts added to the totals when they were summed last; those that added nothing are absent. */
export async function accountShares(
  db: Queryable,
  key: IntegrationKey,
  accountIds: readonly string[],
): Promise<readonly AccountShare[]> {
  const { rows } = await sql<{ totalShare: Unread<AccountShare> }>`
    select total_share from vendor_account where tenant_id = ${key.tenantId} and integration_id = ${key.integrationId}
      and id = any(${[...accountIds]}::uuid[]) and total_share is not null`.execute(db);
  return rows.map(({ totalShare }) => readAccountShare(totalShare));
}

/** @param of whose shares these are; null: of all accounts. One of them without a share adds nothing any more. */
export async function storeAccountShares(
  tx: Tx,
  key: IntegrationKey,
  of: readonly string[] | null,
  shares: readonly AccountShare[],
): Promise<void> {
  const those = of === null ? sql`true` : sql`a.id = any(${[...of]}::uuid[])`;
  await sql`
    with present as (select (s->>'accountId')::uuid as id, s as share from jsonb_array_elements(${JSON.stringify(shares)}::jsonb) s)
    update vendor_account v set total_share = p.share
    from vendor_account a left join present p on p.id = a.id
    where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId} and ${those}
      and v.tenant_id = a.tenant_id and v.id = a.id and v.total_share is distinct from p.share`.execute(tx);
}
