import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { InvoiceDays } from '../../domain/usage/invoice-days.ts';
import { type UsageLineKind, usageKinds } from '../../domain/usage/line-kinds.ts';
import type { Queryable } from '../model/database.ts';

/**
 * When this group became what it is: the first version after the last of any other kind, where a night that was not read
 * is no end of it. One look into an index for each kind, however long the history is. Null: it has no history.
 */
export async function differsSince(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  groupKey: string,
  kind: UsageLineKind,
): Promise<Date | null> {
  const others = usageKinds.filter((one) => one !== kind && one !== 'not-read');
  const group = sql`h.tenant_id = ${tenantId} and h.integration_id = ${integrationId} and h.group_key = ${groupKey}`;
  const { rows } = await sql<{ at: Date }>`
    select h.at from usage_line_history h
    where ${group} and h.kind <> 'not-read' and h.at > coalesce((
      select max(last.at) from unnest(${[...others]}::text[]) as other (kind)
      cross join lateral (select h.at from usage_line_history h where ${group} and h.kind = other.kind
        order by h.at desc limit 1) last), '-infinity')
    order by h.at limit 1`.execute(db);
  return rows[0]?.at ?? null;
}

/** When the agreement of a line is invoiced, its own or its parent's. */
export async function invoiceDaysOf(
  db: Queryable,
  { tenantId, integrationId }: IntegrationKey,
  agreementId: string,
): Promise<InvoiceDays | null> {
  const { rows } = await sql<InvoiceDays>`
    select coalesce(a.next_invoice_date, p.next_invoice_date) as next_invoice_date,
      coalesce(a.billing_cycle, p.billing_cycle) as billing_cycle
    from psa_agreement a
    left join psa_agreement p on p.tenant_id = a.tenant_id and p.integration_id = a.integration_id
      and p.foreign_id = a.parent_agreement_id
    where a.tenant_id = ${tenantId} and a.integration_id = ${integrationId} and a.foreign_id = ${agreementId}`.execute(
    db,
  );
  return rows[0] ?? null;
}
