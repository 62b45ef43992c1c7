import { sql } from 'kysely';
import { monthSpan } from '../../domain/billing-day.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { type DecidedEntry, decidedOn, type MonthDecision } from '../../domain/months/month-decision.ts';
import type { Month } from '../../domain/months/review-month.ts';
import { storedMessage } from '../../messages/stored.ts';
import type { Queryable } from '../model/database.ts';
import { actorName, actorOfEntry } from '../people/actor-names.ts';
import { noteActions } from './line-notes.ts';

interface EntryRow extends Omit<DecidedEntry, 'names' | 'summary'>, Pick<MonthDecision, 'by' | 'byName'> {
  readonly at: Date;
  readonly account: string | null;
  readonly company: string | null;
  readonly product: string | null;
}

/** As its index has them (audit_event_decisions). */
const decided = sql.raw(
  "'usage-line', 'approval-line', 'agreement-type', 'vendor-account', 'psa-line', 'psa-product', 'billing-rule'",
);

/**
 * Returns what people and API keys decided in the month, oldest first: about lines, changes, mappings, roles, included
 * units, billing, and its rules. Names are current ones.
 *
 * @param until inclusive
 */
export async function decisionsOfMonth(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  timeZone: string,
  until: Date,
): Promise<readonly MonthDecision[]> {
  const span = monthSpan(timeZone, month);
  const { rows } = await sql<EntryRow>`
    select e.at, e.action, e.object_id, e.detail, ${actorOfEntry} as by,
      ${actorName(sql`e.tenant_id`, actorOfEntry)} as by_name, a.name as account, c.name as company, p.identifier as product
    from audit_event e
    left join vendor_account a on a.tenant_id = e.tenant_id
      and a.id = case when e.object_kind = 'vendor-account' then e.object_id::uuid end
    left join psa_company c on (e.action like 'mapping.%' or e.object_kind = 'billing-rule') and c.tenant_id = e.tenant_id
      and c.integration_id = e.integration_id and c.foreign_id = e.detail->>'companyId'
    left join psa_product p on e.object_kind = 'psa-product' and p.tenant_id = e.tenant_id
      and p.integration_id = e.integration_id and p.foreign_id = e.object_id
    where e.tenant_id = ${key.tenantId} and e.integration_id = ${key.integrationId}
      and e.action <> all(${Object.values(noteActions)}::text[]) and e.actor_kind in ('member', 'api-key')
      and e.object_kind in (${decided})
      and (e.object_kind in ('usage-line', 'approval-line', 'agreement-type', 'billing-rule') or e.action like 'mapping.%')
      and e.at >= ${span.from} and e.at < ${span.until} and e.at <= ${until}
    order by e.seq`.execute(db);
  return rows.map(({ at, action, by, byName, account, company, product, ...entry }) => ({
    at: at.toISOString(),
    action,
    by,
    byName,
    ...decidedOn({
      ...entry,
      action,
      names: { account, company, product },
      summary: storedMessage(entry.detail['summary'] ?? null),
    }),
  }));
}
