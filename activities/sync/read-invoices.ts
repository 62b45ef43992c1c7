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
import { compositionSettings } from '../../db/settings/composition-settings.ts';
import { dayIn } from '../../domain/billing-day.ts';
import { daysOfMonth, type Month, monthOfDay } from '../../domain/months/review-month.ts';
import type { PsaInvoice } from '../../domain/psa-facts.ts';
import { type Message, message } from '../../messages/message.ts';
import { foundBy } from '../../psa/failures.ts';
import type { Psa } from '../../psa/port.ts';
import type { ActivityDependencies } from '../attempt/dependencies.ts';
import { requireClaim } from '../attempt/failures.ts';
import { unexpectedOutcome } from '../attempt/unexpected-error.ts';

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
  }
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
