import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import { accountReadsOf, unreadAgreementsOf } from '../model/reads-of-run.ts';

const ofRun = [sql`r.tenant_id`, sql`r.id`] as const;

/**
 * Id of the newest run that read to its end, where it left accounts or agreements unread; null: nothing to retry. Runs
 * of one usage line say nothing about the others.
 */
export async function newestEndedRunWithFailures(db: Queryable, key: IntegrationKey): Promise<string | null> {
  const { rows } = await sql<{ id: string; failures: string }>`
    select r.id, (select count(*) from ${accountReadsOf(...ofRun)} a where a.state in ('failed', 'incomplete'))
      + (select count(*) from ${unreadAgreementsOf(...ofRun)} g) as failures
    from sync_run r
    where r.tenant_id = ${key.tenantId} and r.integration_id = ${key.integrationId}
      and r.state in ('succeeded', 'partial', 'failed') and r.mode <> 'usage-line'
    order by r.queued_at desc limit 1`.execute(db);
  const [newest] = rows;
  return newest === undefined || Number(newest.failures) === 0 ? null : newest.id;
}
