import { type ApprovalLineState, canMove } from '../../domain/states.ts';
import type { AuditFact, LineFact, OracleFacts } from './facts.ts';
import type { Violation, ViolationKind } from './violation.ts';

const violation = (kind: ViolationKind, line: LineFact, words: string): Violation => ({
  kind,
  words: `${line.label}, line ${line.psaLineId}, ${line.before} → ${line.after}, ${line.state}: ${words}`,
});

/** Each step of an approval line has its audit row, in an order the states allow, ending where the line stands. */
export function judgeAudit(facts: OracleFacts): readonly Violation[] {
  return [
    ...facts.audit
      .filter(({ actor }) => actor.id === '')
      .map(({ action, seq }): Violation => ({
        kind: 'audit-without-actor',
        words: `audit ${seq}, ${action}: nobody did it`,
      })),
    ...facts.lines.flatMap((line) => judgeLine(facts, line)),
  ];
}

function judgeLine({ audit }: OracleFacts, line: LineFact): readonly Violation[] {
  const approval = audit.find((entry) => approves(entry, line));
  if (approval === undefined)
    return [violation('approval-without-audit', line, 'nobody is on record as its approver')];
  const found: Violation[] = [];
  if (approval.actor.id !== line.actor.id || approval.actor.kind !== line.actor.kind)
    found.push(violation('audit-disagrees', line, 'somebody else is on record as its approver'));
  const steps = audit.filter(
    ({ action, objectId }) =>
      objectId === line.id && action.startsWith('write-back.') && !action.endsWith('-approved'),
  );
  const trail = walk(steps);
  if (!trail.allowed) found.push(violation('audit-disagrees', line, `the steps are ${trail.words}`));
  else if (trail.state !== line.state)
    found.push(violation('audit-disagrees', line, `the audit ends with ${trail.state}`));
  if (steps.some(({ seq }) => seq < approval.seq))
    found.push(violation('audit-disagrees', line, 'a step is on record before the approval'));
  return found;
}

function approves({ action, objectId, detail }: AuditFact, line: LineFact): boolean {
  if (line.decision === 'prove')
    return action === 'integration.armed' && detail['approvalId'] === line.approvalId;
  if (line.decision === 'revert') return action === 'write-back.revert-approved' && objectId === line.id;
  return (
    (action === 'usage-line.approved' || action === 'usage-line.adjusted') &&
    detail['approvalLineId'] === line.id
  );
}

const stateOf: Readonly<Record<string, ApprovalLineState>> = {
  'write-back.sending': 'sending',
  'write-back.sending-again': 'sending',
  'write-back.unknown': 'unknown',
  'write-back.confirmed': 'confirmed',
  'write-back.unchanged': 'unchanged',
  'write-back.stale': 'stale',
  'write-back.cancelled': 'cancelled',
  'write-back.refused': 'refused',
  'write-back.conflict': 'conflict',
};

function walk(steps: readonly AuditFact[]) {
  let state: ApprovalLineState = 'queued';
  let sent = 0;
  let allowed = true;
  for (const { action } of steps) {
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
  return { state, allowed, words: steps.map(({ action }) => action.replace('write-back.', '')).join(', ') };
}
