import { sql } from 'kysely';
import type { DecisionState } from '../../domain/states.ts';
import { holdingFlags } from '../../domain/usage/line-flags.ts';
import type { UsageLineKind } from '../../domain/usage/line-kinds.ts';
import type { MeasuredLines, PlainLines } from '../../domain/usage/measure-totals.ts';
import type { LineNeed } from '../../domain/usage/needs.ts';
import type { BillingTarget } from '../../domain/usage/billing-target.ts';
import type { Queryable } from '../model/database.ts';
import { pipelined } from '../driver/pipelined.ts';
import { amountOfMeasure, measuredLines, untilEffective } from './measures.ts';
import { PerVersion } from '../driver/per-version.ts';
import { isOpen } from './usage-lines.ts';

/** Lines of one need and decision, by measure. */
export interface LineSums extends MeasuredLines {
  readonly need: LineNeed | null;
  readonly decision: DecisionState;
}

/** Where changes that are ready would land. */
export interface InvoiceOfNeed {
  readonly need: LineNeed;
  /** Null: nobody said how the agreement is billed, or it cannot land. */
  readonly billingTarget: BillingTarget | null;
  readonly invoiceDate: string | null;
  readonly lines: number;
}

/** A line that is named beside what it needs. */
export interface NamedLine {
  readonly need: LineNeed;
  readonly usageLineId: string;
  readonly integrationId: string;
  readonly label: string;
  readonly notReadCode: string | null;
}

export interface MonthLines {
  readonly sums: readonly LineSums[];
  /** What is not billed until changes act, by currency. */
  readonly untilEffective: readonly PlainLines[];
  readonly invoices: readonly InvoiceOfNeed[];
  /** What holds the lines that need a look: a check, or another flag. */
  readonly holds: readonly { readonly value: string; readonly lines: number }[];
  /** Of each need the lines worth most. */
  readonly named: readonly NamedLine[];
  /** Types of agreements on which a change waits to hear how they are billed (RULES 5). */
  readonly asked: readonly {
    readonly integrationId: string;
    readonly typeId: string;
    readonly lines: number;
  }[];
  /** Customers of the open lines of kinds that nobody is billed for. */
  readonly notBilledCustomers: number;
  readonly accounts: { readonly notRead: number; readonly aside: number };
}

/** So many lines are named of each need. */
const mostNamed = 3;

/** Of each tenant; small. */
const kept = new PerVersion<MonthLines>(100);

/** Everything that the month says of lines and accounts, read once per data version. */
export const monthLines = (
  db: Queryable,
  tenantId: string,
  notBilledKinds: readonly UsageLineKind[],
  version: string,
): Promise<MonthLines> =>
  kept.of(tenantId, version, () =>
    pipelined(db, async (tx) => {
      const [sums, until, invoices, holds, named, asked, customers, accounts] = await Promise.all([
        sumsOf(tx, tenantId),
        untilEffective(tx, tenantId),
        invoicesOf(tx, tenantId),
        holdsOf(tx, tenantId),
        namedOf(tx, tenantId),
        askedOf(tx, tenantId),
        customersOf(tx, tenantId, notBilledKinds),
        accountsOf(tx, tenantId),
      ]);
      return {
        sums,
        untilEffective: until,
        invoices,
        holds,
        named,
        asked,
        notBilledCustomers: customers,
        accounts,
      };
    }),
  );

const sumsOf = (db: Queryable, tenantId: string): Promise<readonly LineSums[]> =>
  measuredLines<Pick<LineSums, 'need' | 'decision'>>(
    db,
    tenantId,
    {},
    { need: sql`u.need`, decision: sql`u.decision` },
  );

const invoicesOf = async (db: Queryable, tenantId: string): Promise<readonly InvoiceOfNeed[]> =>
  (
    await sql<InvoiceOfNeed>`
      select u.need, u.composed #>> '{billingTarget,billingTarget}' as billing_target,
        u.composed #>> '{billingTarget,period,invoiceDate}' as invoice_date, count(*)::int as lines
      from usage_line u where u.tenant_id = ${tenantId} and u.need in ('increase', 'decrease')
      group by 1, 2, 3 order by invoice_date nulls last, billing_target`.execute(db)
  ).rows;

const holdsOf = async (db: Queryable, tenantId: string): Promise<MonthLines['holds']> =>
  (
    await sql<{ value: string; lines: number }>`
      select coalesce(f ->> 'check', f ->> 'flag') as value, count(*)::int as lines
      from usage_line u cross join lateral jsonb_array_elements(u.flags) f
      where u.tenant_id = ${tenantId} and u.need = 'held' and f ->> 'flag' in (${sql.join([...holdingFlags])})
      group by 1 order by lines desc, value`.execute(db)
  ).rows;

const namedOf = async (db: Queryable, tenantId: string): Promise<readonly NamedLine[]> =>
  (
    await sql<NamedLine>`
      select u.need, u.id as usage_line_id, u.integration_id, u.label, u.composed #>> '{notRead,code}' as not_read_code
      from (select u.id, row_number() over (partition by u.need order by
          abs(${amountOfMeasure}) desc nulls last, lower(u.label), u.id) as nth
        from usage_line u where u.tenant_id = ${tenantId} and ${isOpen}) w
      join usage_line u on u.tenant_id = ${tenantId} and u.id = w.id
      where w.nth <= ${mostNamed} order by u.need, w.nth`.execute(db)
  ).rows;

const askedOf = async (db: Queryable, tenantId: string): Promise<MonthLines['asked']> =>
  (
    await sql<{ integrationId: string; typeId: string; lines: number }>`
      select u.integration_id, u.composed #>> '{billingTarget,agreementTypeId}' as type_id, count(*)::int as lines
      from usage_line u
      where u.tenant_id = ${tenantId} and ${isOpen} and u.composed #>> '{billingTarget,kind}' = 'not-set'
      group by 1, 2`.execute(db)
  ).rows;

async function customersOf(
  db: Queryable,
  tenantId: string,
  kinds: readonly UsageLineKind[],
): Promise<number> {
  const { rows } = await sql<{ customers: number }>`
    select count(distinct coalesce(u.company_id, u.vendor_account_id::text, u.group_key))::int as customers
    from usage_line u where u.tenant_id = ${tenantId} and ${isOpen} and u.kind in (${sql.join([...kinds])})`.execute(
    db,
  );
  return rows[0]?.customers ?? 0;
}

/** Accounts without a count as the control totals name them: those that somebody waits for, and those set aside. */
async function accountsOf(db: Queryable, tenantId: string): Promise<MonthLines['accounts']> {
  const { rows } = await sql<{ notRead: number; aside: number }>`
    select count(*) filter (where a.total_share ->> 'as' in ('mapped', 'unmapped'))::int as not_read,
      count(*) filter (where a.total_share ->> 'as' not in ('mapped', 'unmapped'))::int as aside
    from vendor_account a where a.tenant_id = ${tenantId} and a.total_share ->> 'outcome' <> 'counted'`.execute(
    db,
  );
  return { notRead: rows[0]?.notRead ?? 0, aside: rows[0]?.aside ?? 0 };
}
