import { isDeepStrictEqual } from 'node:util';
import type { Day } from '../domain/quantity.ts';
import { dayIn } from '../domain/billing-day.ts';
import type { ComposedLine, CompositionInput } from '../domain/usage/composition.ts';
import { seatsDropped } from '../domain/run-warnings.ts';
import { composeUsage, defaultGuardLimits } from '../domain/usage/compose.ts';
import { controlTotals } from '../domain/usage/control-totals.ts';
import { sameUsage } from '../domain/usage/same-usage.ts';
import { decisionStanding } from '../domain/write-back/decision-standing.ts';
import { storeAgreements } from './accepted-counts.ts';
import { endFallenApprovals } from './approval-ends.ts';
import { liveApprovalLines } from './approvals.ts';
import { compositionFacts } from './composition-facts.ts';
import { compositionSettings } from './composition-settings.ts';
import type { IntegrationKey } from './credentials.ts';
import type { Queryable, Tx } from './database.ts';
import { touchIntegration } from './integrations.ts';
import { closeNotices } from './notices.ts';
import { keepRunComposition } from './run-compositions.ts';
import { closeSettledWrites } from './settled-notices.ts';
import { fallenApprovals, lineDecisions, removeLineDecisions } from './line-decisions.ts';
import {
  storeControlTotals,
  type StoredUsageLine,
  storedUsageLines,
  storeUsageLines,
  type UsageLineChange,
} from './usage-lines.ts';
import { forgetFoundAgain, withNewlyVanished } from './vanished-lines.ts';
import { findVendorService } from './vendor-accounts.ts';

export interface Recomposition {
  readonly lines: readonly ComposedLine[];
  /** What they were composed from; null before the vendor service was loaded. */
  readonly input: CompositionInput | null;
  /** Whether the control totals closed; false is an error of ours, shown as one (RULES 12). */
  readonly closes: boolean;
}

/** The facts of the composition with day and limits; null before the vendor service was loaded. */
export async function compositionInput(
  db: Queryable,
  key: IntegrationKey,
  now: Date,
): Promise<CompositionInput | null> {
  const vendorServiceId = await findVendorService(db, key);
  if (vendorServiceId === null) return null;
  const settings = await compositionSettings(db, key);
  return {
    ...(await compositionFacts(db, key, vendorServiceId)),
    today: dayIn(settings.timeZone, now.toISOString()),
    timeZoneKnown: settings.timeZoneKnown,
    now: now.toISOString(),
    limits: { ...defaultGuardLimits, ...settings.guards },
    currencyDecimals: settings.currencyDecimals,
    productIdentifierByEdition: settings.productIdentifierByEdition,
  };
}

/**
 * Composes usage lines and control totals anew in the caller's transaction and stores what differs (RULES 2): the end
 * of a sync, every mapping change, decision, reading of the PSA and write outcome go through here. Approvals that no
 * longer stand end in the same transaction. The caller holds the integration's row lock.
 */
export async function recomposeUsage(
  tx: Tx,
  key: IntegrationKey,
  syncRunId: string | null,
  now: Date,
): Promise<Recomposition> {
  const facts = await compositionInput(tx, key, now);
  if (facts === null) return { lines: [], input: null, closes: true };
  const kept = await storedUsageLines(tx, key);
  const known = await withNewlyVanished(
    tx,
    key,
    kept.map(({ composed }) => composed),
    facts,
    now,
  );
  const { input, lines } = await withoutFallen(tx, key, known, now);
  const totals = controlTotals(input, lines);
  const before = new Map(kept.map((line) => [line.groupKey, line]));
  const labels = labelling(input);
  const decided = await decisionsOn(tx, key, input.today);
  const changes = lines.flatMap((line): UsageLineChange[] => {
    const stored = before.get(line.groupKey) ?? null;
    const rises = stored === null || !sameUsage(stored.composed, line);
    const version = versionAfter(stored, rises);
    const { decision, flags, open } = decided(line, version);
    const whole = flags.length === 0 ? line : { ...line, flags: [...line.flags, ...flags] };
    const isSame = stored?.decision === decision && stored.open === open;
    // By value: the keys of a jsonb come back in another order.
    if (isSame && isDeepStrictEqual(stored.composed, whole)) return [];
    return [{ line: whole, label: labels(line), before: stored, rises, version, decision, open }];
  });
  const groupKeys = new Set(lines.map((line) => line.groupKey));
  const ended = [...before.values()].filter((line) => !groupKeys.has(line.groupKey));
  await storeAgreements(tx, key, lines, before, now);
  await storeUsageLines(tx, key, input.vendorServiceId, changes, ended, syncRunId, now);
  await removeLineDecisions(
    tx,
    key,
    ended.map(({ groupKey }) => groupKey),
  );
  await forgetFoundAgain(tx, key, input, lines);
  await storeControlTotals(tx, key, totals, syncRunId, now);
  if (syncRunId !== null) await keepRunComposition(tx, key, syncRunId, input, totals, now);
  // A release, an approval or the seats themselves ended it; a run alone opens it.
  if (seatsDropped(lines, input.accepted, input.limits) === null) await closeNotices(tx, key, 'SeatsDropped');
  await closeSettledWrites(tx, key, now);
  await touchIntegration(tx, key);
  return { lines, input, closes: totals.closes };
}

const versionAfter = (stored: StoredUsageLine | null, rises: boolean): number =>
  stored === null ? 1 : stored.version + (rises ? 1 : 0);

/** A queued approval that the present facts end no longer counts as waiting, so the lines are composed once more. */
async function withoutFallen(
  tx: Tx,
  key: IntegrationKey,
  input: CompositionInput,
  now: Date,
): Promise<{ readonly input: CompositionInput; readonly lines: readonly ComposedLine[] }> {
  const lines = composeUsage(input);
  const ended = await endFallenApprovals(tx, key, input, lines, now);
  if (ended.size === 0) return { input, lines };
  const standing = { ...input, waiting: input.waiting.filter(({ groupKey }) => !ended.has(groupKey)) };
  return { input: standing, lines: composeUsage(standing) };
}

/** Decision and decision flags of a line on its composition of that day (RULES 8). */
export async function decisionsOn(tx: Tx, key: IntegrationKey, today: Day) {
  const stored = await lineDecisions(tx, key);
  const fallen = await fallenApprovals(tx, key);
  const live = new Set(
    (await liveApprovalLines(tx, key))
      .filter(({ decision }) => decision !== 'prove')
      .map(({ groupKey }) => groupKey),
  );
  return (line: ComposedLine, version: number) =>
    decisionStanding(
      line,
      version,
      stored.get(line.groupKey) ?? null,
      { live: live.has(line.groupKey), fallen: fallen.get(line.groupKey) ?? null },
      today,
    );
}

/** The name people look for: the company, or the account where no company is known. */
export function labelling(input: CompositionInput): (line: ComposedLine) => string {
  const companies = new Map(input.companies.map((company) => [company.id, company.name]));
  const accounts = new Map(input.accounts.map((account) => [account.id, account.name]));
  return (line) =>
    (line.companyId === null ? undefined : companies.get(line.companyId)) ??
    (line.accountId === null ? undefined : accounts.get(line.accountId)) ??
    line.groupKey;
}
