import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Database, Tx } from '../model/database.ts';
import { monthOfRun, pendingAgreementsOf } from '../model/reads-of-run.ts';
import { addPendingAgreements } from './agreement-reads.ts';

/** Runs whose rows are gathered after one run: in the steady state there are one or two. */
const runsAtOnce = 10;

/** Agreements of one row that only keeps times. */
const together = 100;

/** Ended, and a later run followed. */
const isFollowed = sql`s.state not in ('queued', 'running') and exists (
  select from sync_run n where n.tenant_id = s.tenant_id and n.integration_id = s.integration_id
    and n.queued_at > s.queued_at and n.state <> 'queued')`;

/**
 * Gathers what runs of the past read of agreements: those that were read become a number of the run, those that were not
 * one row with the run and time of each. Each run in a transaction of its own, the oldest first; what is left over waits
 * for the end of the next run.
 */
export async function gatherPastAgreements(db: Database, key: IntegrationKey): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select s.id from sync_run s
    where s.tenant_id = ${key.tenantId} and s.integration_id = ${key.integrationId} and s.id in (
      select r.sync_run_id from (
        select tenant_id, sync_run_id from agreement_batch union select tenant_id, sync_run_id from unread_agreement) r
      join sync_run s on s.tenant_id = r.tenant_id and s.id = r.sync_run_id
      where r.tenant_id = ${key.tenantId} and s.integration_id = ${key.integrationId} and ${isFollowed})
    order by s.queued_at, s.id limit ${runsAtOnce}`.execute(db);
  for (const { id } of rows)
    await db.transaction().execute(async (tx) => {
      // One gathering of an integration at a time; a second one finds nothing left.
      await sql`select pg_advisory_xact_lock(hashtextextended(${key.integrationId}, 24))`.execute(tx);
      // Rows that are stored here refer to it: without this it would be locked after the run.
      await sql`select from integration where tenant_id = ${key.tenantId} and id = ${key.integrationId}
        for key share`.execute(tx);
      await gatherAgreements(tx, key, id);
    });
}

async function gatherAgreements(tx: Tx, key: IntegrationKey, runId: string): Promise<void> {
  const run = { tenantId: key.tenantId, syncRunId: runId };
  const { rows: left } = await sql<{ agreementId: string }>`
    select agreement_id from ${pendingAgreementsOf(key.tenantId, runId)} p order by 1`.execute(tx);
  await gatherUnread(tx, key, runId);
  await gatherTimes(tx, key, runId);
  await tx
    .deleteFrom('agreementWork')
    .where('tenantId', '=', key.tenantId)
    .where('syncRunId', '=', runId)
    .execute();
  // A run may be resumed.
  await addPendingAgreements(
    tx,
    run,
    left.map(({ agreementId }) => agreementId),
  );
}

async function gatherUnread(tx: Tx, key: IntegrationKey, runId: string): Promise<void> {
  await sql`
    with gone as (
      delete from unread_agreement r using sync_run s
      where s.tenant_id = r.tenant_id and s.id = r.sync_run_id and r.tenant_id = ${key.tenantId}
        and r.sync_run_id = ${runId} and ${isFollowed}
      returning r.*, ${monthOfRun(sql`s`)} as month),
    matched as (
      select g.*, p.id as same from gone g left join lateral (
        select * from past_agreement_read p where p.tenant_id = g.tenant_id
          and p.integration_id = ${key.integrationId} and p.agreement_id = g.agreement_id
        order by p.first_read_at desc limit 1) p
      on (p.month, p.code, p.detail) is not distinct from (g.month, g.code, g.detail)),
    again as (
      update past_agreement_read p set run_ids = p.run_ids || m.sync_run_id, read_ats = p.read_ats || m.read_at
      from matched m where p.tenant_id = m.tenant_id and p.id = m.same)
    insert into past_agreement_read (tenant_id, integration_id, agreement_id, month, code, detail, first_read_at,
      run_ids, read_ats)
    select tenant_id, ${key.integrationId}, agreement_id, month, code, detail, read_at, array[sync_run_id],
      array[read_at]
    from matched where same is null`.execute(tx);
}

/**
 * How many agreements were read becomes a number of the run. Of the times stay those that are the newest of their
 * agreement, in rows that name no run; such a row goes once each of its agreements was read later.
 */
async function gatherTimes(tx: Tx, key: IntegrationKey, runId: string): Promise<void> {
  const ofIntegration = sql`b.tenant_id = ${key.tenantId} and b.integration_id = ${key.integrationId}`;
  await sql`
    with gone as (
      delete from agreement_batch b using sync_run s
      where s.tenant_id = b.tenant_id and s.id = b.sync_run_id and b.tenant_id = ${key.tenantId}
        and b.sync_run_id = ${runId} and ${isFollowed}
      returning b.agreement_ids, b.read_ats),
    own as (select r.id, r.at from gone, unnest(agreement_ids, read_ats) as r (id, at)),
    elsewhere as (
      select r.id, max(r.at) as at from agreement_batch b, unnest(b.agreement_ids, b.read_ats) as r (id, at)
      where ${ofIntegration} and b.sync_run_id is distinct from ${runId}
      group by r.id),
    newest as (
      select o.id, o.at, (row_number() over (order by o.id) - 1) / ${together}::int as part
      from own o left join elsewhere e on e.id = o.id where e.id is null or e.at < o.at),
    kept as (
      insert into agreement_batch (tenant_id, integration_id, agreement_ids, read_ats)
      select ${key.tenantId}::uuid, ${key.integrationId}::uuid, array_agg(id order by id), array_agg(at order by id)
      from newest group by part)
    update sync_run set agreements_read = coalesce(agreements_read, 0) + (select count(*) from own)
    where tenant_id = ${key.tenantId} and id = ${runId} and exists (select from own)`.execute(tx);
  await sql`
    with each as (
      select b.id, b.sync_run_id, rank() over (partition by r.agreement_id order by r.at desc, b.id) as nth
      from agreement_batch b, unnest(b.agreement_ids, b.read_ats) as r (agreement_id, at) where ${ofIntegration})
    delete from agreement_batch where tenant_id = ${key.tenantId} and id in (
      select id from each where sync_run_id is null group by id having min(nth) > 1)`.execute(tx);
}
