import { type Message, message } from '../../messages/message.ts';
import { type ApprovalLine, lockApprovalLine } from '../../db/write-back/approval-lines.ts';
import { moveApprovalLine, noteLaterInvoice } from '../../db/write-back/approvals.ts';
import type { Tx } from '../../db/model/database.ts';
import { type Integration, lockIntegration } from '../../db/integrations/integrations.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { chosenMethods } from '../../db/write-back/write-methods.ts';
import { entryOf } from '../../domain/kinds.ts';
import { methodOfLine } from '../../domain/write-back/write-methods.ts';
import { both, onlyGroups } from '../../db/usage/affected-groups.ts';
import { countRejectedSending, daysOfOthers, sentChangeOf } from '../../db/write-back/write-intents.ts';
import { changeDifferences, changeMove } from '../../domain/decisions/change-move.ts';
import { changedSinceApproval } from '../../domain/write-back/snapshot-differences.ts';
import type { ApprovalEnd } from '../../domain/write-back/approval-end.ts';
import { countAtSending } from '../../domain/write-back/count-at-sending.ts';
import { neededRight } from '../../domain/write-back/write-outcome.ts';
import { targetAtSending } from '../../domain/usage/billing-target.ts';
import type { Day } from '../../domain/quantity.ts';
import { withStaying } from '../../domain/comparison/billing-groups.ts';
import type { CompositionInput } from '../../domain/usage/composition.ts';
import type { BillingTargetFacts, Gone, LineSnapshot, Psa } from '../../psa/port.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { rowMissing } from '../runtime/failures.ts';
import {
  auditStep,
  type Blocked,
  blocked,
  type LineWork,
  inTime,
  type TooLate,
  tooLate,
  unreadable,
  worked,
  notReadCompletely,
} from './line-work.ts';
import { endQueued, storeFirstSending, waitsForDay } from './claim.ts';
import { writePermission } from './permission.ts';
import { waitsForMethod, waitsForProof } from './proof-waits.ts';
import { companyMoved, isGone, readTarget, type TargetReading, tooOld } from './read-target.ts';
import { mayBeginOn, send, type Sending, updatedOf } from './send.ts';
import { waitsForSecondSync } from './second-sync.ts';
import { storeTargetReading } from './store-reading.ts';
import { documentChanged, planOf, planWrite } from './write-plan.ts';

/**
 * A queued line whose billing target condition holds: read again, evaluated, its intent stored, sent once (architecture.md 5).
 * Nothing leaves unless the reading just before shows the approved snapshot; one that came too late for it is made again
 * (RULES 6).
 */
export async function writeQueued(
  deps: ActivityDependencies,
  psa: Psa,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<LineWork> {
  return inTime(deps, line, () => tryOnce(deps, psa, line, signal));
}

async function tryOnce(
  deps: ActivityDependencies,
  psa: Psa,
  line: ApprovalLine,
  signal: AbortSignal,
): Promise<LineWork | TooLate> {
  await deps.atWritePoint('before-reading', line.id);
  const read = await readTarget(deps, psa, line, signal);
  if (!read.ok) return unreadable(read);
  await deps.atWritePoint('line-read', line.id);
  const claim = await deps.db.transaction().execute((tx) => claimLine(tx, deps, psa, line, read.value));
  if (claim.kind !== 'send') return claim;
  await deps.atWritePoint('intent-stored', line.id);
  return send(deps, psa, line, claim, mayBeginOn(deps, read.value), signal);
}

const whereGone = ({ psaLineId: line }: ApprovalLine, { movedTo }: Gone): Message =>
  movedTo === null
    ? message('write-back.ended.line-gone', { line })
    : message('write-back.ended.line-moved', { line, agreementId: movedTo });

type Claim = LineWork | TooLate | ({ readonly kind: 'send' } & Sending);

/** Transaction 1: everything of RULES 5–7 once more on what was just read, then the intent. */
async function claimLine(
  tx: Tx,
  deps: ActivityDependencies,
  psa: Psa,
  { tenantId, id, ...key }: ApprovalLine,
  reading: TargetReading,
): Promise<Claim> {
  const integration = await lockIntegration(tx, { tenantId, integrationId: key.integrationId });
  if (integration === null) throw rowMissing('integration');
  const queued = await lockApprovalLine(tx, tenantId, id);
  if (queued?.state !== 'queued' || queued.dueAt === null) return worked;
  // Only now: the wait for the lock is over.
  const now = deps.now();
  const late = tooOld(deps, reading);
  if (late !== null) return tooLate(late.detail, late.slowAnswerMs);
  const read = await storeTargetReading(tx, queued, reading);
  const groupKeys = withStaying(queued.groupKey);
  const affected = both(read, onlyGroups(groupKeys));
  const end = (why: Pick<ApprovalEnd, 'state' | 'code' | 'detail'>): Promise<Claim> =>
    endQueued(tx, queued, why, affected, now);
  if (isGone(reading.target)) {
    return end({ state: 'stale', code: 'LineGone', detail: whereGone(queued, reading.target) });
  }
  // Composing ends what no longer stands: a moved snapshot, mapping or invoice, an expired approval (RULES 2, 6).
  const { lines, input } = await recomposeAffected(tx, queued, affected, now);
  const line = await lockApprovalLine(tx, tenantId, id);
  if (line?.state !== 'queued') return worked;

  if (input === null) throw new Error('a queued approval outlived its vendor service');
  const permission = await writePermission(tx, integration, line, input, now);
  if (permission.kind === 'ended')
    return end({ state: 'canceled', code: permission.code, detail: permission.detail });
  if (permission.kind === 'blocked') return blocked(permission.code, permission.detail);
  const [composed, staying] = groupKeys.map((its) => lines.find(({ groupKey }) => groupKey === its));
  if (composed === undefined) throw new Error('a queued approval outlived its usage line');
  const count = countAtSending(line, composed, staying ?? null);
  if (count === 'wait') return blocked('LineNotRead', notReadCompletely, { scope: 'line' });
  if (count !== null) return end(count);

  // Now that it is recomposed, it may be of another kind.
  const awaited = await waitsForSecondSync(tx, line, deps.writing);
  if (awaited !== null) return awaited;

  const moved = companyMoved(line, reading);
  if (moved !== null) return end({ state: 'stale', code: 'SnapshotChanged', detail: moved });

  const { target } = reading;
  const facts = psa.billingTargetFacts(target.agreement, target.parentAgreement);
  const stands = line.decision === 'prove' ? 'before' : standsInPsa(psa, line, target, facts);
  switch (stands) {
    case 'before':
      break;
    case 'wait':
      // The later invoice seen before is gone again: the two readings start over (RULES 5).
      await noteLaterInvoice(tx, line, null, null);
      return worked;
    case 'after':
      if (await wasSentAfterAll(tx, line, now)) return worked;
      await moveApprovalLine(tx, line, { to: 'unchanged', detail: unchangedBy(line) }, now);
      await auditStep(tx, line, 'unchanged');
      await recomposeAffected(tx, line, onlyGroups([line.groupKey]), now);
      return worked;
    default:
      return end(stands);
  }
  const way = await wayOf(tx, deps, psa, integration, line, target, facts, input);
  if (way.kind === 'blocked') return way;
  const moving = documentChanged(reading);
  if (moving !== null) return tooLate(moving);
  const full = await waitsForDay(tx, line, permission.billingDay, input);
  if (full !== null) return full;
  const intent = {
    change: sentChangeOf(line),
    sentAt: now,
    billingDay: permission.billingDay,
    lastUpdated: target.line.lastUpdated,
    day: way.day,
    document: target.document,
    method: way.method,
  };
  await storeFirstSending(tx, deps, line, intent, facts.nextInvoiceDate);
  return { kind: 'send', sentAt: now, plan: planOf(line, intent), agreementUpdated: updatedOf(target) };
}

/** A PSA that was busy rejected the request after it had done what was asked: that sending counts (architecture.md 5). */
async function wasSentAfterAll(tx: Tx, line: ApprovalLine, now: Date): Promise<boolean> {
  if (line.code !== 'PsaBusy') return false;
  const sentAt = await countRejectedSending(tx, line, now);
  if (sentAt === null) return false;
  await moveApprovalLine(tx, line, { to: 'sending', sendCount: 1, sentAt }, now);
  await auditStep(tx, line, 'sending');
  await moveApprovalLine(tx, { ...line, state: 'sending' }, { to: 'confirmed' }, now);
  await auditStep(tx, line, 'confirmed');
  await recomposeAffected(tx, line, onlyGroups([line.groupKey]), now);
  return true;
}

const unchangedBy = ({ change }: ApprovalLine): Message =>
  message(change.kind === 'set-quantity' ? 'write-back.unchanged' : 'write-back.unchanged-line');

/** The status of the change by what was just read: on its invoice or day, and by what the line shows (RULES 5, 6). */
function standsInPsa(
  psa: Psa,
  line: ApprovalLine,
  target: LineSnapshot,
  facts: BillingTargetFacts,
): 'before' | 'after' | 'wait' | Pick<ApprovalEnd, 'state' | 'code' | 'detail'> {
  // The last billed day of a line without dated changes was compared when it was composed.
  if (facts.dated != null || !('lastBilledDay' in line.change)) {
    const billingTarget = targetAtSending(facts.nextInvoiceDate, line, facts.dated);
    if (billingTarget.kind === 'rejected')
      return { state: 'stale', code: billingTarget.code, detail: billingTarget.detail };
    if (billingTarget.kind === 'wait') return 'wait';
  }
  const { endLine } = psa.waysOf(target.line);
  const shown = { ...target.line, booked: target.agreement.dated?.booked?.[line.psaLineId] };
  const move = changeMove(line, shown, endLine === 'no' ? null : endLine);
  return move === 'elsewhere'
    ? {
        state: 'stale',
        code: 'SnapshotChanged',
        detail: changedSinceApproval(changeDifferences(line, shown)),
      }
    : move;
}

interface WayToSend {
  readonly kind: 'way';
  readonly day: Day | null;
  readonly method: string | null;
}

/** How the change is sent, unless another one proves first that it may be sent so (architecture.md 9). */
async function wayOf(
  tx: Tx,
  deps: ActivityDependencies,
  psa: Psa,
  integration: Integration,
  line: ApprovalLine,
  target: LineSnapshot,
  facts: BillingTargetFacts,
  input: CompositionInput,
): Promise<WayToSend | Blocked> {
  const ofLine = { scope: 'line' } as const;
  const ways = psa.waysOf(target.line);
  const ownDays = ways.dated === 'day' ? await daysOfOthers(tx, line) : [];
  const way = planWrite(ways, line, target, facts, input, ownDays);
  if (way.kind === 'none') return blocked('PsaRejected', way.why, ofLine);
  if (way.kind === 'wait') return blocked('InvoiceAwaited', way.why, ofLine);
  const choices = entryOf(deps.kinds.psas, integration.psa).writeChoices ?? [];
  const method = methodOfLine(choices, await chosenMethods(tx, line), target.line, line.decision === 'prove');
  if (method.kind === 'none') return blocked('WriteMethodNotProven', method.why, ofLine);
  if (method.method !== null && method.toProve !== null) {
    const proof = await waitsForMethod(tx, line, method.method, method.toProve);
    if (proof !== null) return blocked('WriteProving', proof, ofLine);
  }
  const day = ways.quantity === 'delta' ? way.day : null;
  if (day !== null || neededRight(line.change.kind) !== 'write') {
    const proof = await waitsForProof(tx, integration, line, { day, today: input.today });
    if (proof !== null) return blocked('WriteProving', proof, day === null ? ofLine : {});
  }
  return { kind: 'way', day: way.day, method: method.method };
}
