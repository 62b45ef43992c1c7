import { type Message, message } from '../../messages/message.ts';
import type { AuditAction } from '../../domain/audit-actions.ts';
import { boundFacts } from '../../domain/decisions/snapshot.ts';
import type { IntegrationKey } from '../../domain/keys.ts';
import { isComposed, stayingGroupKey } from '../../domain/comparison/billing-groups.ts';
import type { ApprovalLineState } from '../../domain/states.ts';
import type { ComposedLine, CompositionInput } from '../../domain/usage/composition.ts';
import { approvalEnd } from '../../domain/write-back/status.ts';
import type { ApprovalEnd } from '../../domain/write-back/approval-end.ts';
import { type ApprovalLine, liveApprovalLines } from '../../db/write-back/approval-lines.ts';
import { moveApprovalLine, notifyWriteBack } from '../../db/write-back/approvals.ts';
import { about, type AuditEntry, recordAudit } from '../../db/audit/audit.ts';
import type { Queryable, Tx } from '../../db/model/database.ts';
import { ownedBy } from '../../db/model/owned-by.ts';
import { raiseNotice } from '../../db/notices/notices.ts';
import { type RequestContext, bySystem } from '../request-context.ts';

/**
 * Ends queued approvals that the present facts no longer bear (RULES 2, 6): stale at once when a reading differs from
 * their snapshot, void when mapping, choice or rules changed or their time is over. What is being sent is left to its
 * writer. Returns those that ended.
 *
 * @param live approvals of these lines that have not reached an end
 */
export async function endFallenApprovals(
  tx: Tx,
  key: IntegrationKey,
  input: CompositionInput,
  lines: readonly ComposedLine[],
  live: readonly ApprovalLine[],
  now: Date,
): Promise<readonly ApprovalLine[]> {
  const fallen = await fallenApprovals(tx, key, input, lines, live, now);
  for (const { line, end } of fallen) await endApproval(tx, line, end, bySystem(key, now));
  const ended = fallen.map(({ line }) => line);
  await noteRulesChanged(
    tx,
    key,
    fallen.filter(({ end }) => end.code === 'RulesChanged').map(({ line }) => line),
  );
  return ended;
}

/** Queued approvals that these facts no longer bear, each with its end, which is not stored. */
export async function fallenApprovals(
  db: Queryable,
  key: IntegrationKey,
  input: CompositionInput,
  lines: readonly ComposedLine[],
  live: readonly ApprovalLine[],
  now: Date,
): Promise<readonly { readonly line: ApprovalLine; readonly end: ApprovalEnd }[]> {
  const queued = live.filter(({ state }) => state === 'queued');
  if (queued.length === 0) return [];
  const composed = new Map(lines.map((line) => [line.groupKey, line]));
  const bound = boundFacts(input);
  const known = await knownLines(
    db,
    key,
    queued.map(({ psaLineId }) => psaLineId),
  );
  return queued.flatMap((line) => {
    const stays = stayingGroupKey(line.groupKey);
    const end = approvalEnd(line, {
      composed: composed.get(line.groupKey) ?? null,
      ...(stays !== null && isComposed(input, stays) ? { staying: composed.get(stays) ?? null } : {}),
      ...bound,
      line: known.get(line.psaLineId) ?? null,
      mappedProductIds: input.mappedProductIds,
      now: now.toISOString(),
    });
    return end === null ? [] : [{ line, end }];
  });
}

/** A new version of the rules voids every queued approval, listed in one notice (RULES 8). */
async function noteRulesChanged(tx: Tx, key: IntegrationKey, lines: readonly ApprovalLine[]): Promise<void> {
  if (lines.length === 0) return;
  const changes = lines.map(({ companyId, before, after }) =>
    message('notices.short-change', { companyId, before, after }),
  );
  await raiseNotice(tx, key, {
    code: 'RulesChanged',
    subject: 'write-backs',
    detail: message('notices.changes-void', { count: lines.length, changes }),
  });
}

/** Ends one approval that was not sent, tells its workflow and writes it down. */
export async function endApproval(
  tx: Tx,
  line: ApprovalLine,
  end: Pick<ApprovalEnd, 'state' | 'detail'> & { readonly code: string },
  by: RequestContext,
): Promise<void> {
  await moveApprovalLine(tx, line, { to: end.state, code: end.code, detail: end.detail }, by.now);
  await notifyWriteBack(tx, line, line.approvalId, by.requestId);
  await recordAudit(tx, auditOfEnd(line, end, by));
}

/** States that an entry of the audit names: a change that is queued again is none. */
export type AuditedState = Exclude<ApprovalLineState, 'queued'>;

/** The audit entry of an end, with its cause. */
export const auditOfEnd = (
  line: ApprovalLine,
  end: { readonly state: AuditedState; readonly code: string; readonly detail: Message },
  by: RequestContext,
): AuditEntry => ({
  ...approvalAudit(line, `write-back.${end.state}`, by),
  detail: detailOf(line, end),
});

/** Every queued approval of an integration, or of one approver, ends for one reason; returns those that did. */
export async function endQueuedApprovals(
  tx: Tx,
  key: IntegrationKey,
  end: {
    readonly code: 'WriteBackTurnedOff' | 'Disconnected' | 'OtherInstance' | 'ApproverRoleLost';
    readonly detail: Message;
  },
  by: RequestContext,
  of: (line: ApprovalLine) => boolean = () => true,
): Promise<readonly ApprovalLine[]> {
  const queued = (await liveApprovalLines(tx, key)).filter((line) => line.state === 'queued' && of(line));
  for (const line of queued) await endApproval(tx, line, { ...end, state: 'canceled' }, by);
  return queued;
}

/** Names the approval line that took the place of those that were ended for it. */
export async function noteReplaced(tx: Tx, replaced: readonly ApprovalLine[], by: string): Promise<void> {
  for (const { tenantId, id } of replaced) {
    await tx
      .updateTable('approvalLine')
      .set({ replacedBy: by })
      .where('tenantId', '=', tenantId)
      .where('id', '=', id)
      .execute();
  }
}

/** The audit entry that every step of a write-back shares. */
export const approvalAudit = (line: ApprovalLine, action: AuditAction, by: RequestContext): AuditEntry => ({
  ...by,
  action,
  ...about('approval-line', line.id, line),
});

const detailOf = (
  line: ApprovalLine,
  end: { readonly code: string; readonly detail: Message },
): Readonly<Record<string, unknown>> => ({
  label: line.label,
  psaLineId: line.psaLineId,
  before: line.before,
  after: line.after,
  code: end.code,
  detail: end.detail,
});

/** Lines as last read, by their ID, and by the marker of those that were created. */
export async function knownLines(
  db: Queryable,
  key: IntegrationKey,
  ids: readonly string[],
): Promise<ReadonlyMap<string, { readonly lastUpdated: string | null }>> {
  const rows = await db
    .selectFrom('psaLine')
    .select(['foreignId', 'marker', 'lastUpdated'])
    .where(ownedBy(key))
    .where((where) => where.or([where('foreignId', 'in', [...ids]), where('marker', 'in', [...ids])]))
    .execute();
  return new Map(
    rows.flatMap(({ foreignId, marker, lastUpdated }) => {
      const known = { lastUpdated: lastUpdated?.toISOString() ?? null };
      return [foreignId, ...(marker === null ? [] : [marker])].map((id) => [id, known] as const);
    }),
  );
}
