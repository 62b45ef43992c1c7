import type { ComposedLine, CompositionInput } from '../domain/usage/composition.ts';
import { dayIn } from '../domain/billing-day.ts';
import { composeUsage, defaultGuardLimits } from '../domain/usage/compose.ts';
import { controlTotals } from '../domain/usage/control-totals.ts';
import { sameUsage } from '../domain/usage/same-usage.ts';
import { compositionFacts } from '../db/composition-facts.ts';
import { compositionSettings } from '../db/composition-settings.ts';
import type { IntegrationKey } from '../db/credentials.ts';
import type { Queryable, Tx } from '../db/database.ts';
import { touchIntegration } from '../db/integrations.ts';
import {
  storeControlTotals,
  storedUsageLines,
  storeUsageLines,
  type UsageLineChange,
} from '../db/usage-lines.ts';
import { findVendorService } from '../db/vendor-accounts.ts';

export interface Recomposition {
  readonly lines: readonly ComposedLine[];
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
    now: now.toISOString(),
    limits: { ...defaultGuardLimits, ...settings.guards },
    productIdentifierByEdition: settings.productIdentifierByEdition,
  };
}

/**
 * Composes usage lines and control totals anew in the caller's transaction and stores what differs (RULES 2): the
 * end of a sync and every mapping change go through here. The caller holds the integration's row lock.
 */
export async function recomposeUsage(
  tx: Tx,
  key: IntegrationKey,
  syncRunId: string | null,
  now: Date,
): Promise<Recomposition> {
  const input = await compositionInput(tx, key, now);
  if (input === null) return { lines: [], closes: true };
  const lines = composeUsage(input);
  const totals = controlTotals(input, lines);
  const before = new Map((await storedUsageLines(tx, key)).map((line) => [line.groupKey, line]));
  const labels = labelling(input);
  const changes = lines.flatMap((line): UsageLineChange[] => {
    const stored = before.get(line.groupKey) ?? null;
    if (stored !== null && JSON.stringify(stored.composed) === JSON.stringify(line)) return [];
    const rises = stored === null || !sameUsage(stored.composed, line);
    return [{ line, label: labels(line), before: stored, rises }];
  });
  const groupKeys = new Set(lines.map((line) => line.groupKey));
  const ended = [...before.values()].filter((line) => !groupKeys.has(line.groupKey));
  await storeUsageLines(tx, key, input.vendorServiceId, changes, ended, syncRunId, now);
  await storeControlTotals(tx, key, totals, syncRunId, now);
  await touchIntegration(tx, key);
  return { lines, closes: totals.closes };
}

/** The name people look for: the company, or the account where no company is known. */
function labelling(input: CompositionInput): (line: ComposedLine) => string {
  const companies = new Map(input.companies.map((company) => [company.id, company.name]));
  const accounts = new Map(input.accounts.map((account) => [account.id, account.name]));
  return (line) =>
    (line.companyId === null ? undefined : companies.get(line.companyId)) ??
    (line.accountId === null ? undefined : accounts.get(line.accountId)) ??
    line.groupKey;
}
