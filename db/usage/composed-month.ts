import { sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { asDecidedNow, type Month } from '../../domain/months/review-month.ts';
import { composeUsage } from '../../domain/usage/compose.ts';
import type { ComposedLine, CompositionInput, WaitingChange } from '../../domain/usage/composition.ts';
import { doneStates } from '../../domain/write-back/approval.ts';
import { message } from '../../messages/message.ts';
import { among } from '../driver/one-of.ts';
import type { Queryable } from '../model/database.ts';
import { compositionOfMonth } from '../runs/run-compositions.ts';
import { decidedNow } from './composition-input.ts';

/** The last complete composition of a month, with current decisions. */
export interface ComposedMonth {
  readonly syncRunId: string;
  readonly composedAt: Date;
  readonly input: CompositionInput;
  readonly lines: readonly ComposedLine[];
  /** Changes that reached the PSA since. */
  readonly made: readonly WaitingChange[];
}

/** `null` when no run of the month succeeded. */
export async function composedMonth(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  now: Date,
): Promise<ComposedMonth | null> {
  const composition = await compositionOfMonth(db, key, month);
  if (composition === null) return null;
  const { syncRunId, composedAt, readings } = composition;
  const decided = await decidedNow(db, key, readings, now);
  if (decided === null) return null;
  const made = await madeSince(db, key, composedAt);
  const input = asDecidedNow(readings, decided, made);
  return { syncRunId, composedAt, input, lines: composeUsage(input), made };
}

/** Changes that reached the PSA since then, the newest of each group. */
async function madeSince(db: Queryable, key: IntegrationKey, since: Date): Promise<readonly WaitingChange[]> {
  const { rows } = await sql<{ groupKey: string; psaLineId: string; before: string; after: string }>`
    select distinct on (group_key) group_key, psa_line_id, before, after from approval_line
    where tenant_id = ${key.tenantId} and integration_id = ${key.integrationId} and decision <> 'prove'
      and ${among('state', doneStates)} and finished_at > ${since}
    order by group_key, finished_at desc, id`.execute(db);
  return rows.map(({ groupKey, psaLineId, before, after }) => ({
    groupKey,
    psaLineId,
    before,
    after,
    waitsFor: message('usage.waits.made'),
  }));
}
