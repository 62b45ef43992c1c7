import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import type { Queryable } from '../model/database.ts';
import { agreementTimes } from '../model/agreement-times.ts';

/** A change between its sending and the reading that shows it. */
export interface UnsettledWrite {
  readonly groupKey: string;
  /** Confirmed, and its line was not read since: nothing but a reading settles it. */
  readonly unread: boolean;
}

/** How long the outcome of a sending is awaited; after that it counts as waiting. */
const awaitedMs = 2 * 60_000;

/**
 * Changes of which ledger and lines do not say the same yet: sent just now; of unknown outcome, while the line shows them
 * already; or confirmed, while their line was not read since, which the sync of the day does.
 */
export async function unsettledWrites(
  db: Queryable,
  key: IntegrationKey,
  now: Date,
): Promise<readonly UnsettledWrite[]> {
  const { tenantId, integrationId } = key;
  const since = new Date(now.getTime() - awaitedMs);
  const dayAgo = new Date(now.getTime() - 24 * 3_600_000);
  const { rows } = await sql<UnsettledWrite & { agreementId: string; sentAt: Date }>`
    select l.group_key, l.agreement_id, l.sent_at, l.state = 'confirmed' as unread
    from approval_line l
    left join psa_line p on p.tenant_id = l.tenant_id and p.integration_id = l.integration_id
      and p.foreign_id = coalesce(l.created_line_id, l.psa_line_id)
    where l.tenant_id = ${tenantId} and l.integration_id = ${integrationId} and l.decision <> 'prove'
      and (l.state in ('sending', 'unknown')
          and (l.sent_at > ${since} or p.quantity = l.after and l.before <> l.after)
        or l.state = 'confirmed' and l.finished_at > ${dayAgo} and l.sent_at is not null
          and coalesce(greatest(p.read_at, p.written_at) < l.sent_at, true))
    order by l.sent_at, l.id`.execute(db);
  const unread = rows.filter((row) => row.unread);
  if (unread.length === 0) return rows;
  const ids = sql<readonly string[]>`${unread.map(({ agreementId }) => agreementId)}::text[]`;
  const { rows: times } = await sql<{ agreementId: string; linesReadAt: Date | null }>`
    select agreement_id, lines_read_at from ${agreementTimes(key, ids)} t`.execute(db);
  const readAt = new Map(times.map((time) => [time.agreementId, time.linesReadAt]));
  return rows.filter((row) => {
    const at = readAt.get(row.agreementId) ?? null;
    return !row.unread || at === null || at < row.sentAt;
  });
}
