import { message, type Message } from '../../messages/message.ts';
import { approvalActions } from '../audit-actions.ts';
import { type ApprovalLineState, canMove } from '../states.ts';
import { type Difference, differenceOf, type LedgerDifferenceKind } from './difference.ts';
import type { AuditFact, LedgerFacts, LineFact } from './facts.ts';
import { groupBy } from '../group-by.ts';
import { sameNumber } from './same-number.ts';

type Found = Difference<LedgerDifferenceKind>;

/**
 * Each step of an approval line has its audit row, in an order the states allow, ending where the line stands, with its
 * quantities and its approver; and no audit row tells of a line that is not there.
 */
export function auditDifferences(facts: LedgerFacts): readonly Found[] {
  return [
    ...facts.audit
      .filter(({ actor }) => actor.id === '')
      .map(({ action, seq }): Found => ({
        kind: 'audit-without-actor',
        subject: { auditSeq: seq },
        label: null,
        finding: message('reconciliation.no-actor', { row: String(seq), action }),
      })),
    ...withoutLedger(facts),
    ...ofLines(facts),
  ];
}

function ofLines({ lines, audit }: LedgerFacts): readonly Found[] {
  const steps = groupBy(
    audit.filter(({ action }) => action.startsWith('write-back.') && !action.endsWith('-approved')),
    ({ objectId }) => objectId,
  );
  const approving = groupBy(audit.filter(isApproval), approvedBy);
  return lines.flatMap((line) => {
    const named = line.decision === 'prove' ? line.approvalId : line.id;
    const approval = (approving.get(named) ?? []).find((entry) => approves(entry, line));
    return ofLine(line, approval, steps.get(line.id) ?? []);
  });
}

function withoutLedger({ audit, lines }: LedgerFacts): readonly Found[] {
  const lineIds = new Set(lines.map(({ id }) => id));
  const approvalIds = new Set(lines.map(({ approvalId }) => approvalId));
  return audit.flatMap((entry): Found[] => {
    const { seq, action, detail } = entry;
    const lineId = lineNamed(entry);
    const lost =
      action === 'integration.write-back-enabled'
        ? typeof detail['approvalId'] === 'string' && !approvalIds.has(detail['approvalId'])
        : lineId !== null && !lineIds.has(lineId);
    if (!lost) return [];
    return [
      {
        kind: 'audit-without-ledger',
        subject: { auditSeq: seq, ...(lineId === null ? {} : { approvalLineId: lineId }) },
        label: null,
        finding: message('reconciliation.not-in-ledger', { row: String(seq), action }),
      },
    ];
  });
}

/** The approval line that an audit row is about; null: it is about something else. */
function lineNamed({ action, objectId, detail }: AuditFact): string | null {
  if (action.startsWith('write-back.')) return objectId;
  const named = detail['approvalLineId'];
  return approvals.includes(action) && typeof named === 'string' ? named : null;
}

const approvals: readonly string[] = approvalActions;

function ofLine(
  line: LineFact,
  approval: AuditFact | undefined,
  steps: readonly AuditFact[],
): readonly Found[] {
  if (approval === undefined)
    return [differenceOf('approval-without-audit', line, message('reconciliation.no-approver'))];
  const found: Found[] = [];
  const disagrees = (finding: Message): void =>
    void found.push(differenceOf('audit-disagrees', line, finding));
  if (approval.actor.id !== line.actor.id || approval.actor.kind !== line.actor.kind)
    disagrees(message('reconciliation.other-approver'));
  const trail = stepsOnRecord(steps.map(({ action }) => action));
  if (!trail.allowed)
    disagrees(
      trail.steps.length === 0
        ? message('reconciliation.no-steps')
        : message('reconciliation.steps', { steps: trail.steps }),
    );
  else if (trail.state !== line.state)
    disagrees(message('reconciliation.audit-ends', { state: trail.state }));
  if (steps.some(({ seq }) => seq < approval.seq)) disagrees(message('reconciliation.step-before-approval'));
  for (const entry of [approval, ...steps]) {
    const values = otherValues(entry, line);
    if (values.length === 0) continue;
    const row = { row: String(entry.seq), action: entry.action };
    disagrees(message('reconciliation.audit-says', { ...row, values }));
  }
  return found;
}

/** What a row says of quantities and line, where it says something else than the ledger. */
function otherValues({ detail }: AuditFact, line: LineFact): readonly string[] {
  return (['psaLineId', 'before', 'after'] as const)
    .filter((name) => detail[name] !== undefined && !sameNumber(detail[name], line[name]))
    .map((name) => `${name} ${JSON.stringify(detail[name])}`);
}

const isApproval = ({ action }: AuditFact): boolean =>
  approvals.includes(action) ||
  action === 'integration.write-back-enabled' ||
  action === 'write-back.revert-approved';

/** Id of the approval line, or for a proof of the approval, that the row is on record for; empty: none. */
function approvedBy({ action, objectId, detail }: AuditFact): string {
  if (action === 'write-back.revert-approved') return objectId;
  const named = detail[action === 'integration.write-back-enabled' ? 'approvalId' : 'approvalLineId'];
  return typeof named === 'string' ? named : '';
}

function approves({ action }: AuditFact, { decision }: LineFact): boolean {
  if (decision === 'prove') return action === 'integration.write-back-enabled';
  if (decision === 'revert') return action === 'write-back.revert-approved';
  return approvals.includes(action);
}

const stateOf: Readonly<Record<string, ApprovalLineState>> = {
  'write-back.sending': 'sending',
  'write-back.sending-again': 'sending',
  'write-back.unknown': 'unknown',
  'write-back.confirmed': 'confirmed',
  'write-back.unchanged': 'unchanged',
  'write-back.stale': 'stale',
  'write-back.canceled': 'canceled',
  'write-back.rejected': 'rejected',
  'write-back.conflict': 'conflict',
};

/** What the steps on record of one approval line, `write-back.*` in their order, say of its state. */
export function stepsOnRecord(actions: readonly string[]) {
  let state: ApprovalLineState = 'queued';
  let sent = 0;
  let allowed = true;
  for (const action of actions) {
    if (action === 'write-back.resolved') {
      allowed &&= state === 'conflict';
      continue;
    }
    if (action === 'write-back.sending' || action === 'write-back.sending-again') sent += 1;
    if (action === 'write-back.not-sent') sent -= 1;
    const next: ApprovalLineState | undefined =
      action === 'write-back.not-sent' ? (sent === 0 ? 'queued' : 'unknown') : stateOf[action];
    allowed &&= next !== undefined && canMove('approval-line', state, next);
    if (next !== undefined) state = next;
  }
  return { state, allowed, steps: actions.map((action) => action.replace('write-back.', '')) };
}
