import { sql } from 'kysely';
import type { Queryable } from '../model/database.ts';
import { accountReadsOf, unreadAgreementsOf } from '../model/reads-of-run.ts';
import type { SyncRun } from '../runs/sync-runs.ts';

/** Why accounts and agreements of a run were not read, by code, most frequent first; accounts without a code are none. */
export async function unreadByCode(
  db: Queryable,
  run: Pick<SyncRun, 'tenantId' | 'id'>,
): Promise<
  readonly { readonly code: string; readonly what: 'accounts' | 'agreements'; readonly count: number }[]
> {
  const { rows } = await sql<{ code: string; what: 'accounts' | 'agreements'; count: number }>`
    select code, what, count(*)::int as count from (
      select code, 'accounts' as what from ${accountReadsOf(run.tenantId, run.id)} a
      where state in ('incomplete', 'failed', 'gone')
      union all
      select code, 'agreements' as what from ${unreadAgreementsOf(run.tenantId, run.id)} g) as unread
    where code is not null group by code, what order by count desc, code, what`.execute(db);
  return rows;
}
