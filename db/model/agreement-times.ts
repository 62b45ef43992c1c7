import { type RawBuilder, sql } from 'kysely';
import type { AgreementOutcome } from '../../domain/sync-runs.ts';
import type { IntegrationKey } from '../../domain/keys.ts';

/** The newest attempt to read the lines of an agreement, and the newest complete one; null: there was none. */
export interface AgreementTimes {
  readonly agreementId: string;
  readonly linesOutcome: AgreementOutcome | null;
  readonly linesCode: string | null;
  readonly linesAttemptedAt: Date | null;
  readonly linesReadAt: Date | null;
}

/**
 * How the lines of agreements were read last, to select from: the later of what stands at the agreement and what runs
 * keep (`agreement_batch`), so that a run that finds nothing new writes to no agreement. An agreement whose changes name a
 * day must be read again once days are those of another zone (RULES 3).
 *
 * @param ids an array of their ids; null: all of the integration
 */
export function agreementTimes(
  { tenantId, integrationId }: IntegrationKey,
  ids: RawBuilder<readonly string[]> | null,
): RawBuilder<AgreementTimes> {
  const kept = sql`agreement_batch b, unnest(b.agreement_ids, b.read_ats) as x (agreement_id, read_at)
      where b.tenant_id = ${tenantId} and b.integration_id = ${integrationId}`;
  // Some are looked up one by one, so that it does not matter how many there are; all are gone through once.
  const byRuns =
    ids === null
      ? sql`left join (select x.agreement_id, max(x.read_at) as read_at from ${kept} group by x.agreement_id) r
          on r.agreement_id = t.foreign_id`
      : sql`left join lateral (select max(x.read_at) as read_at from ${kept}
          and b.agreement_ids @> array[t.foreign_id] and x.agreement_id = t.foreign_id) r on true`;
  const some = ids === null ? sql`` : sql`and t.foreign_id = any(${ids})`;
  const isNewest = sql`r.read_at >= coalesce(t.lines_attempted_at, r.read_at)`;
  const isOfOtherZone = sql`(t.dated is not null and z.changed_at > greatest(t.lines_read_at, r.read_at))`;
  return sql`(
    select t.foreign_id as agreement_id, greatest(t.lines_read_at, r.read_at) as lines_read_at,
      greatest(t.lines_attempted_at, r.read_at) as lines_attempted_at,
      case when ${isOfOtherZone} then 'failed' when ${isNewest} then 'read' else t.lines_outcome end as lines_outcome,
      case when ${isOfOtherZone} then 'TimeZoneChanged' when ${isNewest} then null else t.lines_code end as lines_code
    from psa_agreement t
    cross join (select zone_changed_at as changed_at from tenant where id = ${tenantId}) z ${byRuns}
    where t.tenant_id = ${tenantId} and t.integration_id = ${integrationId} ${some})`;
}
