import { type Selectable, sql } from 'kysely';
import { dayIn, monthSpan } from '../../domain/billing-day.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { asDecidedNow, type Month, monthOfDay } from '../../domain/months/review-month.ts';
import type { ChangeSince, WrittenSince } from '../../domain/months/written-since.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import type { ComposedLine, CompositionInput } from '../../domain/usage/composition.ts';
import { doneStates } from '../../domain/decisions/approval.ts';
import { message } from '../../messages/message.ts';
import { among, oneOf } from '../driver/one-of.ts';
import type { Queryable } from '../model/database.ts';
import { ownedBy } from '../model/owned-by.ts';
import type { ApprovalLineTable } from '../model/tables/write-back.ts';
import { psaLineColumns, psaLineOf } from '../readings/psa-line-row.ts';
import { compositionOfMonth, runOfMonth } from '../runs/run-compositions.ts';
import { compositionSettings } from '../settings/composition-settings.ts';
import { changeOf } from '../write-back/approval-lines.ts';
import { agreementRows } from './psa-facts.ts';
import { createdMoney } from './composition-facts.ts';
import { compositionInput, decidedNow } from './composition-input.ts';

/**
 * A month at one moment: now while it runs, else its end (RULES 12). Changes are as of that moment; whatever else people
 * decided, as of now.
 */
export interface ComposedMonth {
  /** The newest run of the month that ended well. */
  readonly syncRunId: string;
  /** The last reading or writing in it. */
  readonly composedAt: Date;
  readonly input: CompositionInput;
  readonly lines: readonly ComposedLine[];
}

/** What was just composed of everything, by who closes the running month. */
export type PresentComposition = Pick<ComposedMonth, 'input' | 'lines'>;

/** Returns `null` when no run of the month ended well. */
export async function composedMonth(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  now: Date,
  present?: PresentComposition,
): Promise<ComposedMonth | null> {
  const { timeZone } = await compositionSettings(db, key);
  return month === monthOfDay(dayIn(timeZone, now))
    ? runningMonth(db, key, month, now, present)
    : endedMonth(db, key, month, now, timeZone);
}

async function runningMonth(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  now: Date,
  present?: PresentComposition,
): Promise<ComposedMonth | null> {
  const syncRunId = await runOfMonth(db, key, month);
  if (syncRunId === null) return null;
  const input = present?.input ?? (await compositionInput(db, key, now, null));
  if (input === null) return null;
  return { syncRunId, composedAt: now, input, lines: present?.lines ?? composeUsage(input) };
}

async function endedMonth(
  db: Queryable,
  key: IntegrationKey,
  month: Month,
  now: Date,
  timeZone: string,
): Promise<ComposedMonth | null> {
  const composition = await compositionOfMonth(db, key, month);
  if (composition === null) return null;
  const { syncRunId, composedAt, readings } = composition;
  const { until } = monthSpan(timeZone, month);
  const decided = await decidedNow(db, key, readings, now, until);
  if (decided === null) return null;
  const made = await madeSince(db, key, composedAt, until);
  const inMonth = made.filter(({ finishedAt }) => finishedAt < until);
  const later = firstOfGroups(made.filter(({ finishedAt }) => finishedAt >= until));
  const input = asDecidedNow(readings, decided, await written(db, key, inMonth), later);
  const newest = inMonth.reduce(
    (last, { finishedAt }) => (finishedAt > last ? finishedAt : last),
    composedAt,
  );
  return { syncRunId, composedAt: newest, input, lines: composeUsage(input) };
}

interface LaterChange extends ChangeSince {
  readonly agreementId: string;
  readonly finishedAt: Date;
}

type ChangeRow = Pick<
  Selectable<ApprovalLineTable>,
  | 'groupKey'
  | 'psaLineId'
  | 'agreementId'
  | 'before'
  | 'after'
  | 'change'
  | 'newLine'
  | 'lastBilledDay'
  | 'canceledDate'
  | 'currency'
  | 'effectPerInvoice'
  | 'effectPerMonth'
> & { readonly finishedAt: Date };

/** Changes approved by the end of the month that reached the PSA since then, the oldest first. */
async function madeSince(
  db: Queryable,
  key: IntegrationKey,
  since: Date,
  until: Date,
): Promise<readonly LaterChange[]> {
  const { rows } = await sql<ChangeRow>`
    select group_key, coalesce(created_line_id, psa_line_id) as psa_line_id, agreement_id, before,
      after, change, new_line, last_billed_day, canceled_date, currency, effect_per_invoice, effect_per_month, finished_at
    from approval_line
    where tenant_id = ${key.tenantId} and integration_id = ${key.integrationId} and decision <> 'prove'
      and ${among('state', doneStates)} and finished_at > ${since} and approved_at < ${until}
    order by finished_at, id`.execute(db);
  return rows.map((row) => ({
    groupKey: row.groupKey,
    psaLineId: row.psaLineId,
    agreementId: row.agreementId,
    before: row.before,
    after: row.after,
    finishedAt: row.finishedAt,
    change: changeOf(row),
    ...(row.change === 'create-line' ? { creates: createdMoney(row) } : {}),
    waitsFor: message('usage.waits.made'),
  }));
}

const firstOfGroups = (changes: readonly LaterChange[]): readonly LaterChange[] => [
  ...new Map(changes.toReversed().map((change) => [change.groupKey, change])).values(),
];

/** With what is stored of their lines. */
async function written(
  db: Queryable,
  key: IntegrationKey,
  changes: readonly LaterChange[],
): Promise<readonly WrittenSince[]> {
  if (changes.length === 0) return [];
  const rows = await db
    .selectFrom('psaLine')
    .select(psaLineColumns)
    .where(ownedBy(key))
    .where(
      oneOf(
        'foreignId',
        changes.map(({ psaLineId }) => psaLineId),
      ),
    )
    .execute();
  const lineOf = new Map(rows.map((row) => [row.id, psaLineOf(row)]));
  const agreementIds = [...new Set(changes.map(({ agreementId }) => agreementId))];
  const scope = { groupKeys: [], companyIds: [], accountIds: [], agreementIds };
  const agreements = await agreementRows(db, key, scope);
  const datedOf = new Map(agreements.map(({ agreement }) => [agreement.id, agreement.dated ?? null]));
  return changes.map(({ change, psaLineId, agreementId, after }) => {
    const dated = datedOf.get(agreementId) ?? null;
    const booked = dated === null ? null : (dated.booked?.[psaLineId] ?? []);
    return { change, psaLineId, after, line: lineOf.get(psaLineId) ?? null, booked };
  });
}
