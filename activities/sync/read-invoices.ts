import { cancellationSignal } from '@temporalio/activity';
import type { SyncRunRef } from '../../contracts/temporal/activities.ts';
import { claim } from '../../db/readings/account-reads.ts';
import {
  agreementsToCompare,
  monthsToReadInvoicesOf,
  noteInvoicesNotRead,
  storeInvoices,
} from '../../db/readings/psa-invoices.ts';
import { shareIntegration, touchIntegration } from '../../db/integrations/integrations.ts';
import type { Tx } from '../../db/model/database.ts';
import { otherCanceledDaysOf } from '../../db/usage/canceled-day-billed.ts';
import { anyEnd } from '../../db/usage/own-dates.ts';
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import { dayIn } from '../../domain/billing-day.ts';
import { daysOfMonth, type Month, monthOfDay } from '../../domain/months/review-month.ts';
import type { PsaInvoice } from '../../domain/psa-facts.ts';
import { type Message, message } from '../../messages/message.ts';
import { foundBy } from '../../psa/failures.ts';
import type { Psa } from '../../psa/port.ts';
import { proposeCanceledDay } from '../../use-cases/write-back/canceled-day.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { requireClaim } from '../runtime/failures.ts';
import { unexpectedOutcome } from '../runtime/unexpected-error.ts';

/** For all months together; what takes longer is tried with the next daily sync. Milliseconds. */
const readWithinMs = 120_000;

type Read =
  | { readonly ok: true; readonly invoices: readonly PsaInvoice[] }
  | { readonly ok: false; readonly code: string; readonly detail: Message };

/**
 * Reads what the PSA billed in ended months that can still be closed (RULES 12), once agreements were read. That it is not
 * given never fails the run: it is kept as the reason why there is nothing to compare with. Throws where the run is
 * canceled or belongs to another execution.
 */
export async function readInvoices(deps: ActivityDependencies, run: SyncRunRef, psa: Psa): Promise<void> {
  const { db } = deps;
  const { timeZone, timeZoneKnown } = await compositionSettings(db, run);
  if (!timeZoneKnown) return;
  const months = await monthsToReadInvoicesOf(db, run, monthOfDay(dayIn(timeZone, deps.now())), deps.now());
  if (months.length === 0) return;
  const agreements = await agreementsToCompare(db, run);
  const timeOver = AbortSignal.timeout(readWithinMs);
  for (const month of months) {
    const read = await readMonth(deps, psa, month, agreements, timeOver);
    await db.transaction().execute((tx) => store(tx, run, month, read, deps.now()));
    if (read.ok) await compareCanceledDays(deps, run, month);
  }
}

/** What the invoices show of the canceled day, once Seatwise has ended a line (RULES 17). */
async function compareCanceledDays(
  { db, now }: ActivityDependencies,
  run: SyncRunRef,
  month: Month,
): Promise<void> {
  if (!(await anyEnd(db, run))) return;
  const found = await otherCanceledDaysOf(db, run, month, now());
  if (found.length === 0) return;
  await db.transaction().execute(async (tx) => {
    await shareIntegration(tx, run);
    requireClaim(await claim(tx, run));
    await proposeCanceledDay(tx, run, found);
  });
}

async function readMonth(
  deps: ActivityDependencies,
  psa: Psa,
  month: Month,
  agreements: readonly string[],
  timeOver: AbortSignal,
): Promise<Read> {
  const canceled = cancellationSignal();
  try {
    const read = await psa.invoices(daysOfMonth(month), agreements, AbortSignal.any([canceled, timeOver]));
    return read.ok
      ? { ok: true, invoices: read.value }
      : { ok: false, code: read.code, detail: foundBy(read) };
  } catch (error) {
    if (canceled.aborted) throw error;
    if (timeOver.aborted) return { ok: false, code: 'PsaTimeout', detail: message('psas.no-time-left') };
    return { ok: false, ...unexpectedOutcome(deps, 'invoices of the PSA', error) };
  }
}

async function store(tx: Tx, run: SyncRunRef, month: Month, read: Read, at: Date): Promise<void> {
  await shareIntegration(tx, run);
  requireClaim(await claim(tx, run));
  if (read.ok) await storeInvoices(tx, run, month, read.invoices, at);
  else await noteInvoicesNotRead(tx, run, month, read, at);
  await touchIntegration(tx, run);
}
