import { type ApprovalLineState } from '../../domain/states.ts';
import { isLive } from '../../domain/write-back/approval.ts';
import { effectsOf } from './effects.ts';
import type { IntentFact, LineFact, OracleFacts } from './facts.ts';
import { instant, quantitiesBetween, quantityChanges, sameNumber } from './psa-history.ts';
import type { Violation, ViolationKind } from './violation.ts';

const violation = (kind: ViolationKind, line: LineFact, words: string): Violation => ({
  kind,
  words: `${line.label}, line ${line.psaLineId}, ${line.before} → ${line.after}, ${line.state}: ${words}`,
});

/** Approval lines, intents, outbox, usage lines and accepted counts among each other and against the PSA. */
export function judgeLedger(facts: OracleFacts): readonly Violation[] {
  return [
    ...facts.lines.flatMap((line) => [
      ...judgeIntents(facts, line),
      ...judgeEnd(facts, line),
      ...judgeEvidence(facts, line),
      ...judgeReferences(facts, line),
    ]),
    ...judgeLive(facts),
    ...judgeReleases(facts),
    ...judgeStoredLines(facts),
  ];
}

type Outcomes = readonly IntentFact['outcome'][];

/** How the sendings of a line may have ended, by its state; `not-sent` ones apart. The last one decides. */
const outcomesOf: Readonly<Record<ApprovalLineState, { readonly last: Outcomes; readonly none: boolean }>> = {
  queued: { last: [], none: true },
  sending: { last: [null], none: false },
  unknown: { last: [null], none: false },
  confirmed: { last: ['confirmed'], none: false },
  conflict: { last: ['conflict', 'refused'], none: false },
  refused: { last: ['refused'], none: false },
  unchanged: { last: [], none: true },
  stale: { last: ['not-done'], none: true },
  cancelled: { last: ['not-done'], none: true },
};

function judgeIntents(facts: OracleFacts, line: LineFact): readonly Violation[] {
  const found: Violation[] = [];
  const sent = facts.intents
    .filter(({ lineId, outcome }) => lineId === line.id && outcome !== 'not-sent')
    .sort((a, b) => a.sendNumber - b.sendNumber);
  const last = sent.at(-1);
  const open = sent.filter(({ outcome }) => outcome === null);
  if (open.length > 0 && line.state !== 'sending' && line.state !== 'unknown')
    found.push(violation('open-intent', line, 'an intent is open'));
  else if (
    last === undefined ? !outcomesOf[line.state].none : !outcomesOf[line.state].last.includes(last.outcome)
  )
    found.push(
      violation(
        'ledger-disagrees',
        line,
        `its last sending is ${last === undefined ? 'none' : (last.outcome ?? 'open')}`,
      ),
    );
  if (sent.slice(0, -1).some(({ outcome }) => outcome !== 'not-done'))
    found.push(
      violation('ledger-disagrees', line, 'it was sent again before the first was read back as not done'),
    );
  if (sent.length !== line.sendCount)
    found.push(violation('ledger-disagrees', line, `${line.sendCount} sendings, ${sent.length} intents`));
  if (sent.length > 2) found.push(violation('too-many-sends', line, `${sent.length} intents`));
  return found;
}

function judgeEnd(facts: OracleFacts, line: LineFact): readonly Violation[] {
  const end = line.finishedAt ?? Infinity;
  if (isLive(line.state)) return [];
  if (line.finishedAt === null) return [violation('ledger-disagrees', line, 'it ended at no time')];
  const explained = line.state === 'confirmed' || line.state === 'unchanged' || line.code !== null;
  const found = explained ? [] : [violation('ledger-disagrees', line, 'it ended without a cause')];
  if (line.state === 'confirmed' && !sameNumber(line.before, line.after)) {
    const own = effectsOf(facts).some((effect) => effect.line?.id === line.id);
    const byPerson = quantityChanges(facts, 'person').some(
      (change) =>
        change.id === line.psaLineId &&
        sameNumber(change.after, line.after) &&
        instant(change) >= line.approvedAt &&
        instant(change) <= end,
    );
    if (!own && !byPerson) found.push(violation('confirmed-without-effect', line, 'the PSA never changed'));
  }
  if (line.state === 'unchanged') {
    const had = quantitiesBetween(facts, line.psaLineId, line.approvedAt, end);
    if (!had.some((quantity) => sameNumber(quantity, line.after)))
      found.push(violation('unchanged-but-different', line, `the PSA had ${had.join(', ')}`));
  }
  return found;
}

/** No doubtful number is approved: every account with a complete count, and the group was read. */
function judgeEvidence(facts: OracleFacts, line: LineFact): readonly Violation[] {
  if (line.decision === 'prove') return [];
  const { kind, accounts, vendorQuantity } = line.composed;
  const found: Violation[] = [];
  const incomplete = accounts.filter(
    ({ seats, countId }) => seats === null || countId === null || !facts.seatCounts.includes(countId),
  );
  if (kind === 'not-read' || vendorQuantity === null || incomplete.length > 0) {
    const names = incomplete.map(({ name }) => name).join(', ');
    found.push(
      violation('incomplete-evidence', line, `approved on ${kind} without a complete count: ${names}`),
    );
  }
  if (line.decision !== 'revert' && line.countOn !== vendorQuantity)
    found.push(
      violation(
        'count-from-nowhere',
        line,
        `approved on ${line.countOn}, shown was ${vendorQuantity ?? 'none'}`,
      ),
    );
  return found;
}

function judgeReferences(facts: OracleFacts, line: LineFact): readonly Violation[] {
  const found: Violation[] = [];
  const reverted = facts.lines.find(({ id }) => id === line.reverts);
  const isRevert = reverted?.state === 'confirmed' && sameNumber(reverted.before, line.after);
  if (line.reverts !== null && !isRevert)
    found.push(violation('dangling-reference', line, 'it takes back what was not confirmed'));
  const by = facts.lines.find(({ id }) => id === line.replacedBy);
  const shares = by?.groupKey === line.groupKey || by?.psaLineId === line.psaLineId;
  if (line.replacedBy !== null && !shares)
    found.push(violation('dangling-reference', line, 'what took its place is no approval of this line'));
  return found;
}

function judgeLive(facts: OracleFacts): readonly Violation[] {
  const live = facts.lines.filter(({ state }) => isLive(state));
  const found: Violation[] = live.flatMap((line) => {
    const twin = live.find(
      (other) =>
        other.id < line.id && (other.psaLineId === line.psaLineId || other.groupKey === line.groupKey),
    );
    return twin === undefined ? [] : [violation('two-live', line, `so is ${twin.before} → ${twin.after}`)];
  });
  for (const line of live) {
    if (!facts.outbox.some(({ approvalId }) => approvalId === line.approvalId))
      found.push(violation('no-workflow', line, 'no outbox row ever asked for its workflow'));
  }
  const approved = new Set(
    live.filter(({ decision }) => decision !== 'prove').map(({ groupKey }) => groupKey),
  );
  for (const { groupKey, decision } of facts.usageLines) {
    if ((decision === 'approved') === approved.has(groupKey)) continue;
    const words = `${groupKey} shows the decision ${decision}, live approvals: ${approved.has(groupKey) ? 'one' : 'none'}`;
    found.push({ kind: 'decision-disagrees', words });
  }
  return found;
}

function judgeReleases({ releases, shownCounts }: OracleFacts): readonly Violation[] {
  return releases
    .filter(
      (release) =>
        !shownCounts.some(
          ({ groupKey, vendorQuantity }) =>
            groupKey === release.groupKey && sameNumber(vendorQuantity, release.count),
        ),
    )
    .map(({ groupKey, count }) => ({
      kind: 'count-from-nowhere',
      words: `${groupKey}: released at ${count}, a count it never showed`,
    }));
}

/** What is stored of a written line is something the PSA had since it was read. */
function judgeStoredLines(facts: OracleFacts): readonly Violation[] {
  const written = new Set(facts.lines.map(({ psaLineId }) => psaLineId));
  return facts.psaLines
    .filter(({ id }) => written.has(id))
    .filter(
      ({ id, quantity, readAt }) =>
        !quantitiesBetween(facts, id, readAt, Infinity).some((had) => sameNumber(had, quantity)),
    )
    .map(({ id, quantity }) => ({
      kind: 'stored-line-invented',
      words: `line ${id} is stored with ${quantity ?? 'none'}, which the PSA did not have since it was read`,
    }));
}
