import { type Selectable, sql } from 'kysely';
import type { IntegrationKey } from '../../domain/keys.ts';
import { asDecidedNow, type ChangeSince, type Month } from '../../domain/months/review-month.ts';
import { composeUsage } from '../../domain/usage/compose.ts';
import type { ComposedLine, CompositionInput } from '../../domain/usage/composition.ts';
import { doneStates } from '../../domain/write-back/approval.ts';
import { message } from '../../messages/message.ts';
import { among } from '../driver/one-of.ts';
import type { Queryable } from '../model/database.ts';
import type { ApprovalLineTable } from '../model/tables.ts';
import { compositionOfMonth } from '../runs/run-compositions.ts';
import { changeOf } from '../write-back/approval-lines.ts';
import { createdMoney } from './composition-facts.ts';
import { decidedNow } from './composition-input.ts';

/** The last complete composition of a month, with current decisions. */
export interface ComposedMonth {
  readonly syncRunId: string;
  readonly composedAt: Date;
  readonly input: CompositionInput;
  readonly lines: readonly ComposedLine[];
  /** Changes that reached the PSA since. */
  readonly made: readonly ChangeSince[];
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

type ChangeRow = Pick<
  Selectable<ApprovalLineTable>,
  | 'groupKey'
  | 'psaLineId'
  | 'before'
  | 'after'
  | 'change'
  | 'newLine'
  | 'lastBilledDay'
  | 'currency'
  | 'effectPerInvoice'
  | 'effectPerMonth'
>;

/** Changes that reached the PSA since then, the newest of each group. */
async function madeSince(db: Queryable, key: IntegrationKey, since: Date): Promise<readonly ChangeSince[]> {
  const { rows } = await sql<ChangeRow>`
    select distinct on (group_key) group_key, coalesce(created_line_id, psa_line_id) as psa_line_id, before, after, change,
      new_line, last_billed_day, currency, effect_per_invoice, effect_per_month from approval_line
    where tenant_id = ${key.tenantId} and integration_id = ${key.integrationId} and decision <> 'prove'
      and ${among('state', doneStates)} and finished_at > ${since}
    order by group_key, finished_at desc, id`.execute(db);
  return rows.map(({ groupKey, psaLineId, before, after, ...row }) => ({
    groupKey,
    psaLineId,
    before,
    after,
    change: changeOf(row),
    ...(row.change === 'create-line' ? { creates: createdMoney(row) } : {}),
    waitsFor: message('usage.waits.made'),
  }));
}
