import type { LineStanding } from '../../db/lists/line-standing.ts';
import type { ListedUsageLine } from '../../db/lists/usage-lines.ts';
import type { LandingDecision } from '../../domain/write-back/landing.ts';
import { landsOn, landsOnText } from '../../domain/write-back/lands-on.ts';
import { iso } from '../list-answer.ts';
import { causeOf } from '../problems.ts';
import { today } from '../today.ts';

/** A usage line with what was decided about it; `standing` is absent only for a line that went meanwhile. */
export const usageLineWire = (row: ListedUsageLine, standing: LineStanding | undefined) => ({
  id: row.id,
  integrationId: row.integration_id,
  groupKey: row.group_key,
  label: row.label,
  kind: row.kind,
  flags: row.flags,
  decision: row.decision,
  version: row.version,
  company: row.company_id === null ? null : { id: row.company_id, name: row.company_name ?? row.company_id },
  accountNames: row.composed.accounts.map(({ name }) => name),
  accountId: row.vendor_account_id,
  service: { id: row.service_id, name: row.service_name },
  vendorQuantity: row.vendor_quantity,
  psaQuantity: row.psa_quantity,
  includedBeside: row.composed.includedBeside,
  variance: row.variance,
  target: row.composed.target,
  lands: landsWire(row.composed.lands),
  needsTarget: row.composed.needsTarget,
  money: row.composed.money,
  reason: row.composed.reason,
  waiting: standing === undefined ? null : waitingWire(row, standing),
  writeBack: standing === undefined ? null : writeBackWire(standing),
  decisionDetail: standing === undefined ? null : decisionWire(row, standing),
  vendorReadAt: row.composed.vendorReadAt,
  psaReadAt: row.composed.psaReadAt,
  notRead: notReadWire(row),
  changedAt: iso(row.changed_at),
});

function notReadWire({ composed: { notRead } }: ListedUsageLine) {
  if (notRead === null) return null;
  const { code, at, reason } = notRead;
  return { cause: causeOf(code, reason), at, reason };
}

function landsWire(decision: LandingDecision | null) {
  const text = landsOnText(decision, today());
  if (decision === null || text === null) return null;
  switch (decision.kind) {
    case 'lands': {
      const { landing, period } = decision;
      return {
        kind: 'lands',
        landing,
        invoiceDate: period.invoiceDate,
        periodBegins: period.begins,
        periodEnds: period.ends,
        text,
      };
    }
    case 'not-set':
      return { kind: 'not-set', agreementTypeId: decision.agreementTypeId, text };
    case 'cannot':
      return { kind: 'cannot', reason: decision.reason, text };
  }
}

/** What waits, and what would differ even once it is done: a further decision (RULES 6). */
export function waitingWire({ composed }: Pick<ListedUsageLine, 'composed'>, standing: LineStanding) {
  const { live_id, live_approval, live_state, live_before, live_after, live_landing, live_invoice } =
    standing;
  if (live_id === null || live_landing === null || live_invoice === null) return null;
  return {
    approvalId: live_approval,
    approvalLineId: live_id,
    state: live_state,
    before: live_before,
    after: live_after,
    landsOn: landsOn(live_landing, live_invoice, today()),
    furtherVariance: composed.onceDone?.variance ?? null,
  };
}

const writeBackWire = ({ newest_id, newest_approval, newest_state, newest_code }: LineStanding) =>
  newest_id === null
    ? null
    : {
        approvalId: newest_approval,
        approvalLineId: newest_id,
        state: newest_state,
        code: newest_code,
      };

/** Who decided what the line's decision says, and when; null while it is open. */
export function decisionWire(row: ListedUsageLine, standing: LineStanding) {
  if (row.decision === 'approved') {
    const { live_by, live_by_name, live_at, live_reason, live_after, live_landing } = standing;
    if (live_by === null || live_at === null) return null;
    return {
      by: { ...live_by, name: live_by_name },
      at: iso(live_at),
      reason: live_reason,
      quantity: live_after,
      lands: live_landing,
      targetPsaLineId: null,
    };
  }
  const { stored_state, stored_by, stored_by_name, stored_at, stored_reason } = standing;
  if (stored_state !== row.decision || stored_by === null || stored_at === null) return null;
  return {
    by: { ...stored_by, name: stored_by_name },
    at: iso(stored_at),
    reason: stored_reason,
    quantity: standing.stored_quantity,
    lands: standing.stored_lands,
    targetPsaLineId: standing.stored_target,
  };
}
