import { isDeepStrictEqual } from 'node:util';
import type { IntegrationKey } from '../../domain/keys.ts';
import { seatsDropped } from '../../domain/runs/run-warnings.ts';
import type { CompositionBasis } from '../../domain/usage/composition-basis.ts';
import type { ComposedLine, CompositionInput, SeatDrop } from '../../domain/usage/composition.ts';
import { composeUsage } from '../../domain/comparison/compose.ts';
import { controlTotals } from '../../domain/comparison/control-totals.ts';
import { kindSince } from '../../domain/usage/kind-since.ts';
import { fallOfAll, seatDropsOf } from '../../domain/comparison/seat-drops.ts';
import { isSameUsage } from '../../domain/usage/usage-version.ts';
import { accountShare } from '../../domain/usage/total-parts.ts';
import { storeAgreements } from '../../db/usage/accepted-counts.ts';
import { endFallenApprovals } from './approval-ends.ts';
import {
  factsAfterDecisions,
  type GroupContext,
  inputOfAll,
  type InputOfGroups,
  inputOfGroups,
  presentBasis,
  statusBasis,
} from '../../db/usage/composition-input.ts';
import { type StatusTotals, storeAccountShares, storeControlTotals } from '../../db/usage/control-totals.ts';
import { pipelined } from '../../db/driver/pipelined.ts';
import type { Tx } from '../../db/model/database.ts';
import { touchIntegration } from '../../db/integrations/integrations.ts';
import { noteArrivedLines } from '../../db/write-back/arrived-lines.ts';
import { removeLineDecisions } from '../../db/usage/line-decisions.ts';
import { decisionsOn, labelling } from '../../db/usage/line-status.ts';
import { closeNotices } from '../../db/notices/notices.ts';
import { keepRunComposition } from '../../db/runs/run-compositions.ts';
import { closeSettledWrites } from '../notices/settled-notices.ts';
import { both, onlyGroups, type AffectedGroups } from '../../db/usage/affected-groups.ts';
import type { Composed } from './composed-lines.ts';
import { noteBilledTwice } from './billed-twice-notices.ts';
import { alsoAffected } from './related-groups.ts';
import { ignoredIn, totalsAfter } from './totals-delta.ts';
import { type StoredUsageLine, storeUsageLines, type UsageLineChange } from '../../db/usage/usage-lines.ts';
import { forgetFoundAgain, withNewlyVanished } from '../../db/usage/vanished-lines.ts';

export interface Recomposition {
  /** Those of the affected groups at least. */
  readonly lines: readonly ComposedLine[];
  /** What they were composed from; null before the vendor service was loaded. */
  readonly input: CompositionInput | null;
  /** Whether the control totals closed; false is an error of ours, shown as one (RULES 12). */
  readonly closes: boolean;
}

const nothing: Recomposition = { lines: [], input: null, closes: true };

/**
 * Recomposes all usage lines and control totals in the caller's transaction and stores what differs (RULES 2): at the
 * end of a sync, by a new day, and where what all lines stand on has changed. Approvals that no longer stand end in the
 * same transaction. The caller holds the integration's row lock.
 */
export async function composeEverything(
  tx: Tx,
  key: IntegrationKey,
  syncRunId: string | null,
  now: Date,
): Promise<Recomposition> {
  const basis = await presentBasis(tx, key, now);
  return basis === null ? nothing : wholeOn(tx, key, basis, syncRunId, now);
}

async function wholeOn(
  tx: Tx,
  key: IntegrationKey,
  basis: CompositionBasis,
  syncRunId: string | null,
  now: Date,
): Promise<Recomposition> {
  const composed = await composeOn(tx, key, await inputOfAll(tx, key, basis, now), now);
  const { input, lines, falls } = composed;
  const totals = controlTotals(input, lines);
  await storeLines(tx, key, composed, syncRunId, now);
  await storeAccountShares(tx, key, null, input.accounts.map(accountShare));
  const fall = fallOfAll(input, falls);
  const ignored = ignoredIn(input, lines);
  const status = { totals, basis, fall, ignored, composedAt: now, wholeAt: now };
  await storeControlTotals(tx, key, status, syncRunId);
  if (syncRunId !== null) await keepRunComposition(tx, key, syncRunId, input, totals, now);
  await settle(tx, key, fall, input, now);
  return { lines, input, closes: totals.closes };
}

/**
 * Composes the groups that an event touched, and changes the totals by the difference: the same lines and sums as if
 * everything were composed, at a cost that does not grow with the number of lines. Everything is composed where the lines
 * stand on another day, other settings or other rules than are in force now.
 *
 * @param evaluatedOn what decisions on groups were evaluated on in this transaction, where they changed nothing but these
 */
export async function recomposeAffected(
  tx: Tx,
  key: IntegrationKey,
  affected: AffectedGroups,
  now: Date,
  evaluatedOn: GroupContext | null = null,
): Promise<Recomposition> {
  const { basis, status } = evaluatedOn ?? (await statusBasis(tx, key, now));
  if (basis === null) return nothing;
  if (status === null || !status.totals.closes || !isDeepStrictEqual(status.basis, asStored(basis)))
    return wholeOn(tx, key, basis, null, now);
  let groups = affected;
  for (;;) {
    const facts =
      evaluatedOn !== null && isOf(evaluatedOn, groups)
        ? await factsAfterDecisions(tx, key, evaluatedOn)
        : await inputOfGroups(tx, key, basis, status, groups, now);
    const composed = await composeOn(tx, key, facts, now);
    const more = await alsoAffected(tx, key, composed, status);
    if (more.length === 0) {
      const part = await storePart(tx, key, composed, status, groups, now);
      return part ?? wholeOn(tx, key, basis, null, now);
    }
    groups = both(groups, onlyGroups(more));
  }
}

/** Are its facts those of exactly these groups? */
function isOf({ facts }: GroupContext, { groupKeys, accountIds }: AffectedGroups): boolean {
  const known = facts.input.part?.groupKeys;
  return (
    accountIds.length === 0 && known?.size === groupKeys.length && groupKeys.every((one) => known.has(one))
  );
}

/** Null, and nothing stored: the totals would not close. */
async function storePart(
  tx: Tx,
  key: IntegrationKey,
  composed: Composed,
  status: StatusTotals,
  groups: AffectedGroups,
  now: Date,
): Promise<Recomposition | null> {
  const { input, lines } = composed;
  const after = await totalsAfter(tx, key, composed, status, groups);
  if (after === null) return null;
  const { shares } = after;
  const totals = { ...status, ...after.status, composedAt: now };
  await pipelined(tx, (together) =>
    Promise.all([
      storeLines(together, key, composed, null, now),
      shares === null ? null : storeAccountShares(together, key, after.accountIds, shares),
      storeControlTotals(together, key, totals, null),
      settle(together, key, after.status.fall, input, now),
    ]),
  );
  return { lines, input, closes: true };
}

/** As it comes back from a jsonb column. */
const asStored = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Notes what vanished and what agrees now, and ends what no longer stands; then composes what is left. */
async function composeOn(
  tx: Tx,
  key: IntegrationKey,
  { input: facts, stored, live }: InputOfGroups,
  now: Date,
): Promise<Composed> {
  const before = stored.map(({ composed }) => composed);
  const known = await withNewlyVanished(tx, key, before, facts, now);
  const status = await withoutFallen(tx, key, { input: known, live }, now);
  const { input, lines } = await withAgreed(tx, key, status, stored, now);
  return { input, stored, lines, falls: seatDropsOf(lines, input.accepted), underWay: status.underWay };
}

/** A count on which both sides agree from now on is the base of what follows, also of what other groups are held by. */
async function withAgreed(
  tx: Tx,
  key: IntegrationKey,
  composed: Pick<Composed, 'input' | 'lines'>,
  stored: readonly StoredUsageLine[],
  now: Date,
): Promise<Pick<Composed, 'input' | 'lines'>> {
  const agreed = await storeAgreements(tx, key, composed.lines, stored, now);
  if (agreed.length === 0) return composed;
  const groups = new Set(agreed.map(({ groupKey }) => groupKey));
  const others = composed.input.accepted.filter(({ groupKey }) => !groups.has(groupKey));
  const input = { ...composed.input, accepted: [...others, ...agreed] };
  return { input, lines: composeUsage(input) };
}

/** A queued approval that the present facts end no longer counts as waiting, so the lines are composed once more. */
async function withoutFallen(
  tx: Tx,
  key: IntegrationKey,
  { input, live }: Pick<InputOfGroups, 'input' | 'live'>,
  now: Date,
): Promise<Pick<Composed, 'input' | 'lines' | 'underWay'>> {
  const lines = composeUsage(input);
  const ended = new Set(await endFallenApprovals(tx, key, input, lines, live, now));
  const underWay = new Set(
    live.flatMap((line) => (line.decision === 'prove' || ended.has(line) ? [] : [line.groupKey])),
  );
  if (ended.size === 0) return { input, lines, underWay };
  const fallen = new Set([...ended].map(({ groupKey }) => groupKey));
  const status = { ...input, waiting: input.waiting.filter(({ groupKey }) => !fallen.has(groupKey)) };
  return { input: status, lines: composeUsage(status), underWay };
}

/** Makes the stored lines of these groups equal to the composed ones; only rows that differ are written. */
async function storeLines(
  tx: Tx,
  key: IntegrationKey,
  { input, stored, lines, falls, underWay }: Composed,
  syncRunId: string | null,
  now: Date,
): Promise<void> {
  const before = new Map(stored.map((line) => [line.groupKey, line]));
  const labels = labelling(input);
  const groupKeys = new Set(lines.map((line) => line.groupKey));
  const decided = await decisionsOn(tx, key, [...groupKeys], underWay, input.today);
  const inConflict = new Set<string>();
  const changes = lines.flatMap((line): UsageLineChange[] => {
    const was = before.get(line.groupKey) ?? null;
    const rises = was === null || !isSameUsage(was.composed, line);
    const version = versionAfter(was, rises);
    const { decision, flags, need } = decided(line, version);
    if (need === 'conflict') inConflict.add(line.groupKey);
    const whole = flags.length === 0 ? line : { ...line, flags: [...line.flags, ...flags] };
    const fall = falls.get(line.groupKey) ?? null;
    const since = kindSince(was, line);
    const isSame =
      was?.decision === decision &&
      was.need === need &&
      was.kindSince === since &&
      isDeepStrictEqual(was.fall, fall);
    // By value: the keys of a jsonb come back in another order.
    if (isSame && isDeepStrictEqual(was.composed, whole)) return [];
    const status = { version, decision, need, kindSince: since, fall };
    return [{ line: whole, label: labels(line), before: was, rises, ...status }];
  });
  const ended = stored.filter((line) => !groupKeys.has(line.groupKey));
  await storeUsageLines(tx, key, input.vendorServiceId, changes, ended, syncRunId, now);
  await removeLineDecisions(
    tx,
    key,
    ended.map(({ groupKey }) => groupKey),
  );
  await forgetFoundAgain(tx, key, input, lines);
  await noteBilledTwice(
    tx,
    key,
    stored.map(({ composed }) => composed),
    lines,
  );
  if (inConflict.size > 0) await noteArrivedLines(tx, key);
}

const versionAfter = (stored: StoredUsageLine | null, rises: boolean): number =>
  stored === null ? 1 : stored.version + (rises ? 1 : 0);

/** What notices and versions say of it. */
async function settle(
  tx: Tx,
  key: IntegrationKey,
  fall: SeatDrop,
  { limits }: Pick<CompositionInput, 'limits'>,
  now: Date,
): Promise<void> {
  await pipelined(tx, (together) =>
    Promise.all([
      // A release, an approval or the seats themselves ended it; a run alone opens it.
      seatsDropped(fall, limits) === null ? closeNotices(together, key, 'SeatsDropped') : null,
      closeSettledWrites(together, key, now),
      touchIntegration(together, key),
    ]),
  );
}
