import { sql } from 'kysely';
import { recordAudit } from './audit.ts';
import { systemActor } from './commands.ts';
import type { Tx } from './database.ts';

/** Names of users are evidence for so long after Duo listed them last (domain.md, pitfall 14). */
export const namesKeptMonths = 13;
/** Messages of webhooks that have ended are shown for so long. */
export const deliveriesKeptDays = 90;

export interface ForgottenRecords {
  readonly names: number;
  readonly deliveries: number;
}

/**
 * Forgets what a tenant's records promise to keep no longer: names of users that Duo has not listed for 13 months (ids,
 * states and times stay), and ended messages of webhooks. Names are a person's: that they went is audited.
 */
export async function forgetOldRecords(tx: Tx, tenantId: string, at: Date): Promise<ForgottenRecords> {
  const names = await sql`
    update seat_holder h set username = null where h.tenant_id = ${tenantId} and h.username is not null
      and coalesce(h.gone_at, (select max(s.last_read_at) from seat_count s where s.tenant_id = h.tenant_id
        and s.vendor_account_id = h.vendor_account_id))
        < ${at}::timestamptz - make_interval(months => ${namesKeptMonths})`.execute(tx);
  const deliveries = await sql`
    delete from webhook_delivery where tenant_id = ${tenantId} and state <> 'pending'
      and ended_at < ${at}::timestamptz - make_interval(days => ${deliveriesKeptDays})`.execute(tx);
  const forgotten = {
    names: Number(names.numAffectedRows),
    deliveries: Number(deliveries.numAffectedRows),
  };
  if (forgotten.names > 0)
    await recordAudit(tx, {
      tenantId,
      actor: systemActor,
      action: 'privacy.old-names-erased',
      objectKind: 'tenant',
      objectId: tenantId,
      detail: { namesErased: forgotten.names, olderThanMonths: namesKeptMonths },
    });
  return forgotten;
}
