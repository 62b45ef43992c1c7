import type { ShownStatus } from '../../contracts/temporal/activities.ts';
import type { WriteBackInput, WriteBackStatus } from '../../contracts/temporal/messages.ts';
import { type ApprovalLine, openLinesOf } from '../../db/write-back/approval-lines.ts';
import { writeStop } from '../../use-cases/write-back/write-stop.ts';
import type { ActivityDependencies, WritingSettings } from '../runtime/dependencies.ts';
import { temporalUiDetails } from '../runtime/temporal-ui-details.ts';
import type { Blocked } from './line-work.ts';

/** Whether a line can be worked now, and if not, when it should be looked at again; milliseconds from now. */
export function dueIn(line: ApprovalLine, writing: WritingSettings, now: Date): number {
  if (line.state === 'queued') {
    if (line.dueAt !== null) return 0;
    const { laterInvoice } = line;
    if (laterInvoice === null) return writing.recheckMs;
    return soonest(laterInvoice.firstSeenAt.getTime() + writing.laterInvoiceApartMs - now.getTime());
  }
  const sentAt = line.sentAt?.getTime() ?? now.getTime();
  return Math.max(0, sentAt + writing.unknownWaitMs - now.getTime());
}

/** A timer that ended is no reason to send: what waits is looked at, at the earliest after a moment. */
const soonest = (ms: number): number => Math.max(100, ms);

/** The standing, and how people call what it belongs to. */
export const shownStatus = async (
  deps: ActivityDependencies,
  input: WriteBackInput,
  hindrance: Parameters<typeof statusOf>[2],
): Promise<ShownStatus> => ({
  ...(await statusOf(deps, input, hindrance)),
  shown: await temporalUiDetails(deps, input, `/write-backs/${input.approvalId}`),
});

/** Where an approval stands by its rows, after a piece of work that perhaps could not go on. */
async function statusOf(
  deps: ActivityDependencies,
  input: WriteBackInput,
  hindrance: Blocked | null,
): Promise<WriteBackStatus> {
  const { db, writing, now } = deps;
  const open = await openLinesOf(db, input.tenantId, input.approvalId);
  const stop = await writeStop(db);
  const waits = open.map((line) => dueIn(line, writing, now()));
  const due = waits.filter((ms) => ms === 0).length;
  const later = waits.filter((ms) => ms > 0);
  const awaited = {
    awaitInvoice: open.filter(({ state, dueAt }) => state === 'queued' && dueAt === null).length,
    awaitOutcome: open.filter(({ state }) => state !== 'queued').length,
  };
  if (stop !== null) {
    // Other approvals have to be read again first; then all are told.
    return {
      open: open.length,
      due: 0,
      nextCheckMs: Math.min(writing.recheckMs, 10_000),
      blocked: 'WriteStopped',
      ...awaited,
    };
  }
  if (hindrance === null) {
    return {
      open: open.length,
      due,
      nextCheckMs: later.length === 0 ? null : Math.min(...later),
      blocked: null,
      ...awaited,
    };
  }
  const again = hindrance.retryAfterMs ?? blockedRecheckMs(writing);
  return {
    open: open.length,
    due: 0,
    nextCheckMs: Math.min(again, ...later),
    blocked: hindrance.code,
    ...awaited,
  };
}

/** A person, a credential or a new day ends it, and mostly wakes the workflow; this is for what wakes nobody. */
const blockedRecheckMs = (writing: WritingSettings): number => Math.min(writing.recheckMs, 15 * 60_000);
