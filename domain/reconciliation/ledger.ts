import { message, type Message } from '../../messages/message.ts';
import type { ApprovalLineState } from '../states.ts';
import { isDone, isLive } from '../decisions/approval.ts';
import { ruleDifferences } from './billing-rules.ts';
import { type Difference, differenceOf, type LedgerDifferenceKind } from './difference.ts';
import type { IntentFact, LedgerFacts, LineFact } from './facts.ts';
import { groupBy } from '../group-by.ts';
import { sameNumber } from './same-number.ts';

type Found = Difference<LedgerDifferenceKind>;

/** Approval lines, intents, outbox, usage lines, accepted counts and billing rules among each other. */
export function ledgerDifferences(facts: LedgerFacts): readonly Found[] {
  const intents = groupBy(facts.intents, ({ lineId }) => lineId);
  const lines = new Map(facts.lines.map((line) => [line.id, line]));
  const counts = new Set(facts.seatCounts);
  return [
    ...facts.lines.flatMap((line) => [
      ...ofIntents(line, intents.get(line.id) ?? []),
      ...ofEnd(line),
      ...ofEvidence(line, counts),
      ...ofReferences(line, lines),
    ]),
    ...ofLive(facts),
    ...ofOverrides(facts),
    ...ruleDifferences(facts),
  ];
}

type Outcomes = readonly IntentFact['outcome'][];

/** How the sendings of a line may have ended, by its state; `not-sent` ones apart. The last one decides. */
const outcomesOf: Readonly<Record<ApprovalLineState, { readonly last: Outcomes; readonly none: boolean }>> = {
  queued: { last: [], none: true },
  sending: { last: [null], none: false },
  unknown: { last: [null], none: false },
  confirmed: { last: ['confirmed'], none: false },
  conflict: { last: ['conflict', 'rejected'], none: false },
  rejected: { last: ['rejected'], none: false },
  unchanged: { last: [], none: true },
  stale: { last: ['not-done'], none: true },
  canceled: { last: ['not-done'], none: true },
};

function ofIntents(line: LineFact, intents: readonly IntentFact[]): readonly Found[] {
  const found: Found[] = [];
  const sent = intents
    .filter(({ outcome }) => outcome !== 'not-sent')
    .sort((a, b) => a.sendNumber - b.sendNumber);
  const last = sent.at(-1);
  const open = sent.filter(({ outcome }) => outcome === null);
  if (open.length > 0 && line.state !== 'sending' && line.state !== 'unknown')
    found.push(differenceOf('open-intent', line, message('reconciliation.intent-open')));
  else if (last === undefined ? !outcomesOf[line.state].none : !mayBeLast(line, last))
    found.push(differenceOf('ledger-disagrees', line, lastWrite(last)));
  const isEarlier = ({ change, outcome }: IntentFact): boolean =>
    change === 'create-line' ? outcome === 'confirmed' : outcome === 'not-done';
  if (sent.slice(0, -1).some((one) => !isEarlier(one)))
    found.push(differenceOf('ledger-disagrees', line, message('reconciliation.sent-too-early')));
  if (sent.length !== line.sendCount)
    found.push(
      differenceOf(
        'ledger-disagrees',
        line,
        message('reconciliation.intents-missing', { writes: line.sendCount, intents: sent.length }),
      ),
    );
  if (sent.length > 2)
    found.push(
      differenceOf(
        'too-many-sends',
        line,
        message('reconciliation.too-many-intents', { count: sent.length }),
      ),
    );
  return found;
}

/** A line that was created waits for its units, or a person was asked about those that it has. */
const mayBeLast = ({ state }: LineFact, { change, outcome }: IntentFact): boolean =>
  outcomesOf[state].last.includes(outcome) ||
  (change === 'create-line' && outcome === 'confirmed' && ['sending', 'unknown', 'conflict'].includes(state));

function lastWrite(last: IntentFact | undefined): Message {
  if (last === undefined) return message('reconciliation.not-written');
  return last.outcome === null
    ? message('reconciliation.last-write-open')
    : message('reconciliation.last-write', { outcome: last.outcome });
}

function ofEnd(line: LineFact): readonly Found[] {
  if (isLive(line.state)) return [];
  if (line.change.kind === 'create-line' && isDone(line.state) && line.createdLineId === null)
    return [differenceOf('ledger-disagrees', line, message('reconciliation.created-unnamed'))];
  if (line.finishedAt === null)
    return [differenceOf('ledger-disagrees', line, message('reconciliation.no-end-time'))];
  const explained = isDone(line.state) || line.code !== null;
  return explained ? [] : [differenceOf('ledger-disagrees', line, message('reconciliation.no-cause'))];
}

/** No doubtful number is approved: every account with a complete count, and the group was read. */
function ofEvidence(line: LineFact, counts: ReadonlySet<string>): readonly Found[] {
  if (line.decision === 'prove') return [];
  const { kind, accounts } = line.composed;
  // The other lines bill the seats of duplicates: they have no count.
  const vendorQuantity = kind === 'billed-twice' ? 0 : line.composed.vendorQuantity;
  const found: Found[] = [];
  const incomplete = accounts.filter(
    ({ seats, countId }) => seats === null || countId === null || !counts.has(countId),
  );
  if (kind === 'not-read' || vendorQuantity === null || incomplete.length > 0) {
    const accounts = incomplete.map(({ name }) => name);
    found.push(
      differenceOf(
        'incomplete-evidence',
        line,
        accounts.length === 0
          ? message('reconciliation.incomplete', { kind })
          : message('reconciliation.incomplete-accounts', { kind, accounts }),
      ),
    );
  }
  if (line.decision !== 'revert' && line.countOn !== vendorQuantity)
    found.push(
      differenceOf(
        'count-from-nowhere',
        line,
        vendorQuantity === null
          ? message('reconciliation.no-count', { approved: line.countOn })
          : message('reconciliation.other-count', { approved: line.countOn, shown: vendorQuantity }),
      ),
    );
  return found;
}

function ofReferences(line: LineFact, lines: ReadonlyMap<string, LineFact>): readonly Found[] {
  const found: Found[] = [];
  const reverted = line.reverts === null ? undefined : lines.get(line.reverts);
  const isRevert = reverted?.state === 'confirmed' && sameNumber(reverted.before, line.after);
  if (line.reverts !== null && !isRevert)
    found.push(differenceOf('dangling-reference', line, message('reconciliation.reverts-unconfirmed')));
  const by = line.replacedBy === null ? undefined : lines.get(line.replacedBy);
  const shares = by?.groupKey === line.groupKey || by?.psaLineId === line.psaLineId;
  if (line.replacedBy !== null && !shares)
    found.push(differenceOf('dangling-reference', line, message('reconciliation.replaced-by-other')));
  return found;
}

function ofLive(facts: LedgerFacts): readonly Found[] {
  const live = facts.lines.filter(({ state }) => isLive(state));
  const told = new Set(facts.outbox.map(({ approvalId }) => approvalId));
  const found: Found[] = live.flatMap((line) => {
    const twin = live.find(
      (other) =>
        other.id < line.id && (other.psaLineId === line.psaLineId || other.groupKey === line.groupKey),
    );
    if (twin === undefined) return [];
    const { before, after } = twin;
    return [differenceOf('two-live', line, message('reconciliation.also-open', { before, after }))];
  });
  for (const line of live) {
    if (!told.has(line.approvalId))
      found.push(differenceOf('no-workflow', line, message('reconciliation.never-queued')));
  }
  const approved = new Set(
    live.filter(({ decision }) => decision !== 'prove').map(({ groupKey }) => groupKey),
  );
  for (const { groupKey, decision } of facts.usageLines) {
    if ((decision === 'approved') === approved.has(groupKey)) continue;
    const id = approved.has(groupKey) ? 'approval-without-decision' : 'decision-without-approval';
    const finding = message(`reconciliation.${id}`, { group: groupKey, decision });
    found.push({ kind: 'decision-disagrees', subject: { groupKey }, label: null, finding });
  }
  return found;
}

function ofOverrides({ overrides, shownCounts }: LedgerFacts): readonly Found[] {
  return overrides
    .filter(
      (release) =>
        !shownCounts.some(
          ({ groupKey, vendorQuantity }) =>
            groupKey === release.groupKey && sameNumber(vendorQuantity, release.count),
        ),
    )
    .map(({ groupKey, count }) => ({
      kind: 'count-from-nowhere',
      subject: { groupKey },
      label: null,
      finding: message('reconciliation.overridden', { group: groupKey, count }),
    }));
}
