import type { ApprovalLineState } from '../states.ts';
import { isDone, isLive } from '../write-back/approval.ts';
import { type Difference, differenceOf, type LedgerDifferenceKind } from './difference.ts';
import type { IntentFact, LedgerFacts, LineFact } from './facts.ts';
import { grouped } from './grouped.ts';
import { sameNumber } from './same-number.ts';

type Found = Difference<LedgerDifferenceKind>;

/** Approval lines, intents, outbox, usage lines and accepted counts among each other. */
export function ledgerDifferences(facts: LedgerFacts): readonly Found[] {
  const intents = grouped(facts.intents, ({ lineId }) => lineId);
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
    found.push(differenceOf('open-intent', line, 'an intent is open'));
  else if (
    last === undefined ? !outcomesOf[line.state].none : !outcomesOf[line.state].last.includes(last.outcome)
  )
    found.push(
      differenceOf(
        'ledger-disagrees',
        line,
        `its last sending is ${last === undefined ? 'none' : (last.outcome ?? 'open')}`,
      ),
    );
  if (sent.slice(0, -1).some(({ outcome }) => outcome !== 'not-done'))
    found.push(
      differenceOf('ledger-disagrees', line, 'it was sent again before the first was read back as not done'),
    );
  if (sent.length !== line.sendCount)
    found.push(differenceOf('ledger-disagrees', line, `${line.sendCount} sendings, ${sent.length} intents`));
  if (sent.length > 2) found.push(differenceOf('too-many-sends', line, `${sent.length} intents`));
  return found;
}

function ofEnd(line: LineFact): readonly Found[] {
  if (isLive(line.state)) return [];
  if (line.finishedAt === null) return [differenceOf('ledger-disagrees', line, 'it ended at no time')];
  const explained = isDone(line.state) || line.code !== null;
  return explained ? [] : [differenceOf('ledger-disagrees', line, 'it ended without a cause')];
}

/** No doubtful number is approved: every account with a complete count, and the group was read. */
function ofEvidence(line: LineFact, counts: ReadonlySet<string>): readonly Found[] {
  if (line.decision === 'prove') return [];
  const { kind, accounts, vendorQuantity } = line.composed;
  const found: Found[] = [];
  const incomplete = accounts.filter(
    ({ seats, countId }) => seats === null || countId === null || !counts.has(countId),
  );
  if (kind === 'not-read' || vendorQuantity === null || incomplete.length > 0) {
    const names = incomplete.map(({ name }) => name).join(', ');
    found.push(
      differenceOf('incomplete-evidence', line, `approved on ${kind} without a complete count: ${names}`),
    );
  }
  if (line.decision !== 'revert' && line.countOn !== vendorQuantity)
    found.push(
      differenceOf(
        'count-from-nowhere',
        line,
        `approved on ${line.countOn}, shown was ${vendorQuantity ?? 'none'}`,
      ),
    );
  return found;
}

function ofReferences(line: LineFact, lines: ReadonlyMap<string, LineFact>): readonly Found[] {
  const found: Found[] = [];
  const reverted = line.reverts === null ? undefined : lines.get(line.reverts);
  const isRevert = reverted?.state === 'confirmed' && sameNumber(reverted.before, line.after);
  if (line.reverts !== null && !isRevert)
    found.push(differenceOf('dangling-reference', line, 'it takes back what was not confirmed'));
  const by = line.replacedBy === null ? undefined : lines.get(line.replacedBy);
  const shares = by?.groupKey === line.groupKey || by?.psaLineId === line.psaLineId;
  if (line.replacedBy !== null && !shares)
    found.push(differenceOf('dangling-reference', line, 'what took its place is no approval of this line'));
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
    return twin === undefined ? [] : [differenceOf('two-live', line, `so is ${twin.before} → ${twin.after}`)];
  });
  for (const line of live) {
    if (!told.has(line.approvalId))
      found.push(differenceOf('no-workflow', line, 'no outbox row ever asked for its workflow'));
  }
  const approved = new Set(
    live.filter(({ decision }) => decision !== 'prove').map(({ groupKey }) => groupKey),
  );
  for (const { groupKey, decision } of facts.usageLines) {
    if ((decision === 'approved') === approved.has(groupKey)) continue;
    const words = `${groupKey} shows the decision ${decision}, live approvals: ${approved.has(groupKey) ? 'one' : 'none'}`;
    found.push({ kind: 'decision-disagrees', subject: { groupKey }, words });
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
      words: `${groupKey}: released at ${count}, a count it never showed`,
    }));
}
