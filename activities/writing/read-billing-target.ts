import { cancellationSignal } from '@temporalio/activity';
import type { PsaActivities } from '../../contracts/temporal/activities.ts';
import { type ApprovalLine, lockApprovalLine, openLinesOf } from '../../db/write-back/approval-lines.ts';
import { noteLaterInvoice, noteReread } from '../../db/write-back/approvals.ts';
import type { Tx } from '../../db/model/database.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { rejectUnsigned } from '../../use-cases/write-back/reject-unsigned.ts';
import { liftWriteStop, writeStop } from '../../use-cases/write-back/write-stop.ts';
import { noteInvoiceReading } from '../../domain/usage/billing-target.ts';
import type { Psa } from '../../psa/port.ts';
import { requireApproval } from './apply-writes.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { psaForWriting } from './psa-for-writing.ts';
import { type Blocked, blocked, type LineWork, unreadable, worked } from './line-work.ts';
import { isGone, readAgreement, readTarget, type TargetReading } from './read-target.ts';
import { storeAgreementReading, storeTargetReading } from './store-reading.ts';
import { shownStatus } from './status.ts';

/**
 * Reads what waiting lines wait for, and notes it: two readings far enough apart that show a later invoice make a line
 * due (RULES 5). While writing stands still, every live line is read again, which is what lifts the stop
 * (architecture.md 4). Never sends.
 */
export function createReadBillingTarget(deps: ActivityDependencies): PsaActivities['readBillingTarget'] {
  return async function readBillingTarget(input) {
    await requireApproval(deps, input);
    const open = await openLinesOf(deps.db, input.tenantId, input.approvalId);
    const ids = open.map(({ id }) => id);
    const rejected = await rejectUnsigned(deps.db, deps.keyRing, input.tenantId, ids, deps.now());
    const stopped = (await writeStop(deps.db)) !== null;
    const sound = open.filter(({ id }) => !rejected.has(id));
    const lines = sound.filter((line) => stopped || (line.state === 'queued' && line.dueAt === null));
    const hindrance = lines.length === 0 ? null : await readAll(deps, lines);
    if (stopped) await liftWriteStop(deps.db);
    return shownStatus(deps, input, hindrance);
  };
}

async function readAll(deps: ActivityDependencies, lines: readonly ApprovalLine[]): Promise<Blocked | null> {
  const [first] = lines;
  if (first === undefined) return null;
  const client = await psaForWriting(deps, first);
  if ('none' in client) return asHindrance(blocked(client.code, client.none));
  const { psa } = client;
  const signal = cancellationSignal();
  let hindrance: Blocked | null = null;
  for (const line of lines) {
    signal.throwIfAborted();
    const work = await readOne(deps, psa, line, signal);
    if (work.kind === 'blocked') hindrance = work;
    if (work.kind === 'blocked' && work.scope === 'connection') break;
  }
  return hindrance;
}

const asHindrance = (work: LineWork) => (work.kind === 'blocked' ? work : null);

async function readOne(
  deps: ActivityDependencies,
  psa: Psa,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<LineWork> {
  if (line.change.kind === 'create-line') return readForCreation(deps, psa, line, signal);
  const read = await readTarget(deps, psa, line, signal);
  if (!read.ok) return unreadable(read);
  await deps.db.transaction().execute((tx) => note(tx, deps, psa, line, read.value));
  return worked;
}

/** A line that is to be created names its day, and waits for no invoice. */
async function readForCreation(
  deps: ActivityDependencies,
  psa: Psa,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<LineWork> {
  const read = await readAgreement(deps, psa, line, signal);
  if (!read.ok) return unreadable(read);
  await deps.db.transaction().execute(async (tx) => {
    const now = deps.now();
    await lockIntegration(tx, line);
    await recomposeAffected(tx, line, await storeAgreementReading(tx, line, read.value), now);
    const locked = await lockApprovalLine(tx, line.tenantId, line.id);
    if (locked !== null) await noteReread(tx, locked, now);
  });
  return worked;
}

/** Composing ends what no longer stands; of what does, the next invoice date is noted. */
async function note(
  tx: Tx,
  deps: ActivityDependencies,
  psa: Psa,
  read: ApprovalLine,
  reading: TargetReading,
): Promise<void> {
  const now = deps.now();
  await lockIntegration(tx, read);
  await recomposeAffected(tx, read, await storeTargetReading(tx, read, reading), now);
  const line = await lockApprovalLine(tx, read.tenantId, read.id);
  if (line === null) return;
  await noteReread(tx, line, now);
  if (line.state !== 'queued' || line.dueAt !== null || isGone(reading.target)) return;
  const { agreement, parentAgreement } = reading.target;
  const seen = noteInvoiceReading(
    line.laterInvoice === null
      ? null
      : { firstSeenAt: line.laterInvoice.firstSeenAt.getTime(), date: line.laterInvoice.date },
    {
      nextInvoiceDate: psa.billingTargetFacts(agreement, parentAgreement).nextInvoiceDate,
      at: now.getTime(),
    },
    line.invoiceDate,
    deps.writing.laterInvoiceApartMs,
  );
  const later =
    seen.later === null ? null : { firstSeenAt: new Date(seen.later.firstSeenAt), date: seen.later.date };
  await noteLaterInvoice(tx, line, later, seen.holds ? now : null);
}
