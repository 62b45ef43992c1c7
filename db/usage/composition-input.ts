import type { IntegrationKey } from '../../domain/keys.ts';
import { dayIn } from '../../domain/billing-day.ts';
import { accountOfGroup } from '../../domain/comparison/billing-groups.ts';
import type { DecidedNow, MonthReadings } from '../../domain/months/review-month.ts';
import { defaultCheckLimits } from '../../domain/defaults.ts';
import type { CompositionInput } from '../../domain/usage/composition.ts';
import { type CompositionBasis, compositionBasis } from '../../domain/usage/composition-basis.ts';
import { subtractSeatDrops, noSeatDrop } from '../../domain/comparison/seat-drops.ts';
import { type ApprovalLine, liveApprovalLines, liveOfGroups } from '../write-back/approval-lines.ts';
import { basisFacts } from './basis-facts.ts';
import { decidedFacts, factsOfDecisions, groupFacts } from './composition-facts.ts';
import { compositionScope } from './composition-scope.ts';
import { compositionSettings } from '../settings/composition-settings.ts';
import { type StatusTotals, statusTotals } from './control-totals.ts';
import { pipelined } from '../driver/pipelined.ts';
import type { Queryable } from '../model/database.ts';
import { onlyGroups, type AffectedGroups } from './affected-groups.ts';
import { type StoredUsageLine, storedUsageLines } from './usage-lines.ts';

/** What all lines are composed on; null before the vendor service was loaded. */
export async function presentBasis(
  db: Queryable,
  key: IntegrationKey,
  now: Date,
): Promise<CompositionBasis | null> {
  const [settings, facts] = await pipelined(db, (tx) =>
    Promise.all([compositionSettings(tx, key), basisFacts(tx, key)]),
  );
  if (facts === null) return null;
  return compositionBasis({
    ...facts,
    today: dayIn(settings.timeZone, now.toISOString()),
    timeZone: settings.timeZone,
    timeZoneKnown: settings.timeZoneKnown,
    limits: { ...defaultCheckLimits, ...settings.checks },
    currencies: settings.currencies,
    // Absent by default, as in what was stored before the setting existed.
    ...(settings.canceledDay === 'billed' ? {} : { canceledDay: settings.canceledDay }),
    productIdentifierByEdition: settings.productIdentifierByEdition,
  });
}

/** What all lines are composed on now, and the totals that stand, on the basis of their own time. */
export const statusBasis = (
  db: Queryable,
  key: IntegrationKey,
  now: Date,
): Promise<{ readonly basis: CompositionBasis | null; readonly status: StatusTotals | null }> =>
  pipelined(db, async (tx) => {
    const [basis, status] = await Promise.all([presentBasis(tx, key, now), statusTotals(tx, key)]);
    return { basis, status };
  });

/** Facts of all groups or of some, and what stands for these. */
export interface InputOfGroups {
  readonly input: CompositionInput;
  readonly stored: readonly StoredUsageLine[];
  /** Approvals that have not reached an end, oldest first. */
  readonly live: readonly ApprovalLine[];
}

export async function inputOfAll(
  db: Queryable,
  key: IntegrationKey,
  basis: CompositionBasis,
  now: Date,
): Promise<InputOfGroups> {
  const stored = await storedUsageLines(db, key, null);
  const live = await liveApprovalLines(db, key);
  const facts = await groupFacts(db, key, basis, null, live);
  return { input: { ...basis, ...facts, now: now.toISOString() }, stored, live };
}

export async function inputOfGroups(
  db: Queryable,
  key: IntegrationKey,
  basis: CompositionBasis,
  { fall }: Pick<StatusTotals, 'fall'>,
  { groupKeys, accountIds }: AffectedGroups,
  now: Date,
): Promise<InputOfGroups> {
  const [stored, live] = await pipelined(db, (tx) =>
    Promise.all([storedUsageLines(tx, key, groupKeys), liveOfGroups(tx, key, groupKeys)]),
  );
  const accounts = [...accountIds, ...groupKeys.flatMap((groupKey) => accountOfGroup(groupKey) ?? [])];
  const lines = stored.map(({ composed }) => composed);
  const scope = await compositionScope(db, key, groupKeys, accounts, lines);
  const elsewhere = subtractSeatDrops(
    fall,
    stored.flatMap((line) => line.fall ?? []),
  );
  const part = { groupKeys: new Set(groupKeys), elsewhere };
  const facts = await groupFacts(db, key, basis, scope, live);
  return { input: { ...basis, ...facts, part, now: now.toISOString() }, stored, live };
}

/** What decisions on some groups are evaluated on, and what these are composed on after them. */
export interface GroupContext {
  readonly basis: CompositionBasis;
  readonly status: StatusTotals | null;
  readonly facts: InputOfGroups;
}

/** Null before the vendor service was loaded. */
export async function groupContext(
  db: Queryable,
  key: IntegrationKey,
  now: Date,
  groupKeys: readonly string[],
): Promise<GroupContext | null> {
  const { basis, status } = await statusBasis(db, key, now);
  if (basis === null) return null;
  const fall = status?.fall ?? noSeatDrop;
  return {
    basis,
    status,
    facts: await inputOfGroups(db, key, basis, { fall }, onlyGroups(groupKeys), now),
  };
}

/** The facts of the same groups after decisions on them, which change nothing else. */
export async function factsAfterDecisions(
  db: Queryable,
  key: IntegrationKey,
  { facts }: GroupContext,
): Promise<InputOfGroups> {
  const groupKeys = [...(facts.input.part?.groupKeys ?? [])];
  const live = await liveOfGroups(db, key, groupKeys);
  return { ...facts, live, input: { ...facts.input, ...(await factsOfDecisions(db, key, groupKeys, live)) } };
}

/** What some groups, or all (`null`), are composed from at this moment; null before the vendor service was loaded. */
export async function compositionInput(
  db: Queryable,
  key: IntegrationKey,
  now: Date,
  groupKeys: readonly string[] | null,
): Promise<CompositionInput | null> {
  if (groupKeys !== null) return (await groupContext(db, key, now, groupKeys))?.facts.input ?? null;
  const basis = await presentBasis(db, key, now);
  return basis === null ? null : (await inputOfAll(db, key, basis, now)).input;
}

/**
 * The decisions that stand, for what was read at another time; null before the vendor service was loaded.
 *
 * @param until of changes, those approved before it
 */
export async function decidedNow(
  db: Queryable,
  key: IntegrationKey,
  readings: MonthReadings,
  now: Date,
  until: Date,
): Promise<DecidedNow | null> {
  const basis = await presentBasis(db, key, now);
  if (basis === null) return null;
  const live = await liveApprovalLines(db, key);
  const approved = live.filter(({ approvedAt }) => approvedAt < until.toISOString());
  return { ...basis, ...(await decidedFacts(db, key, basis, readings, approved)) };
}
