import { bySystem } from '../../use-cases/request-context.ts';
import { endApproval } from '../../use-cases/composition/approval-ends.ts';
import { recomposeAffected } from '../../use-cases/composition/recompose-usage.ts';
import { requireSigned } from '../../use-cases/write-back/reject-unsigned.ts';
import type { ApprovalLine } from '../../db/write-back/approval-lines.ts';
import { moveApprovalLine } from '../../db/write-back/approvals.ts';
import { openIntent, type SendingFacts } from '../../db/write-back/write-intents.ts';
import { pipelined } from '../../db/driver/pipelined.ts';
import type { Tx } from '../../db/model/database.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import type { AffectedGroups } from '../../db/usage/affected-groups.ts';
import type { CompositionInput } from '../../domain/usage/composition.ts';
import type { ApprovalEnd } from '../../domain/write-back/approval-end.ts';
import type { ActivityDependencies } from '../runtime/dependencies.ts';
import { auditStep, type Blocked, blocked, type LineWork, worked } from './line-work.ts';
import { capReached } from './permission.ts';

/** Ends a queued approval that no longer holds; what its reading touched is recomposed. */
export async function endQueued(
  tx: Tx,
  line: ApprovalLine,
  why: Pick<ApprovalEnd, 'state' | 'code' | 'detail'>,
  affected: AffectedGroups,
  now: Date,
): Promise<LineWork> {
  await endApproval(tx, line, why, bySystem(line, now));
  await recomposeAffected(tx, line, affected, now);
  return worked;
}

/** Why a day takes no more such changes; null: it does. People are notified. */
export async function waitsForDay(
  tx: Tx,
  line: ApprovalLine,
  billingDay: string,
  { currencies }: Pick<CompositionInput, 'currencies'>,
): Promise<Blocked | null> {
  const stop = await capReached(tx, line, billingDay, currencies);
  if (stop === null) return null;
  await raiseNotice(tx, line, stop);
  return blocked(stop.code, stop.detail, { scope: 'limit' });
}

/** Stores the intent of a first sending, once the signature of what is sent was verified. */
export async function storeFirstSending(
  tx: Tx,
  { keyRing }: Pick<ActivityDependencies, 'keyRing'>,
  line: ApprovalLine,
  sending: SendingFacts & { readonly sentAt: Date; readonly billingDay: string },
  invoiceDateAtSending: string | null,
): Promise<void> {
  await requireSigned(tx, keyRing, line);
  const { sentAt } = sending;
  const move = { to: 'sending', sendCount: 1, sentAt, invoiceDateAtSending } as const;
  await pipelined(tx, (together) =>
    Promise.all([
      openIntent(together, line, { ...sending, number: 1 }),
      moveApprovalLine(together, line, move, sentAt),
      auditStep(together, line, 'sending'),
    ]),
  );
}
