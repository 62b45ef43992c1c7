import { sql } from 'kysely';
import type { Actor, IntegrationKey } from '../../domain/keys.ts';
import type { BillsIn } from '../../domain/usage/billing-target.ts';
import type { Queryable, Tx } from '../model/database.ts';

export async function setBillingTarget(
  tx: Tx,
  key: IntegrationKey,
  typeId: string,
  billsIn: BillsIn,
  actor: Actor,
): Promise<void> {
  await tx
    .insertInto('agreementTypeBillingTarget')
    .values({
      tenantId: key.tenantId,
      integrationId: key.integrationId,
      typeId,
      billsIn,
      decidedBy: JSON.stringify(actor),
    })
    .onConflict((conflict) =>
      conflict.columns(['tenantId', 'integrationId', 'typeId']).doUpdateSet({
        billsIn,
        decidedBy: JSON.stringify(actor),
        decidedAt: new Date(),
      }),
    )
    .execute();
}

export interface AgreementTypeRow {
  readonly typeId: string;
  readonly name: string | null;
  readonly agreements: number;
  readonly billsIn: BillsIn | null;
  readonly periodTypes: readonly string[];
  /** Names of billing cycles whose length is not known; a child's is its parent's where it has none of its own. */
  readonly unknownCycles: readonly string[];
}

/** Types of the agreements the PSA lists, with their answers; those whose changes name a day need none. */
export async function agreementTypes(
  db: Queryable,
  key: IntegrationKey,
): Promise<readonly AgreementTypeRow[]> {
  const { rows } = await sql<AgreementTypeRow>`
    select coalesce(a.type_id, 'none') as type_id, min(a.type_name) as name, count(*)::int as agreements,
      min(l.bills_in) as bills_in, coalesce(jsonb_agg(distinct a.period_type) filter (where a.period_type is not null), '[]') as period_types,
      coalesce(jsonb_agg(distinct c.cycle->>'name') filter (where c.cycle->>'months' is null and c.cycle->>'days' is null
        and not (c.cycle->>'never')::boolean), '[]') as unknown_cycles
    from psa_agreement a
    left join psa_agreement p on a.billing_cycle is null and p.tenant_id = a.tenant_id
      and p.integration_id = a.integration_id and p.foreign_id = a.parent_agreement_id
    cross join lateral (select coalesce(a.billing_cycle, p.billing_cycle) as cycle) c
    left join agreement_type_billing_target l on l.tenant_id = a.tenant_id and l.integration_id = a.integration_id
      and l.type_id = coalesce(a.type_id, 'none')
    where a.tenant_id = ${key.tenantId} and a.integration_id = ${key.integrationId} and a.gone_at is null and a.dated is null
    group by coalesce(a.type_id, 'none')
    order by min(a.type_name) nulls last, 1`.execute(db);
  return rows;
}
