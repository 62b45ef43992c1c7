import { dayIn } from '../domain/billing-day.ts';
import { accountOfGroup } from '../domain/usage/billing-groups.ts';
import { defaultGuardLimits } from '../domain/usage/compose.ts';
import type { CompositionInput } from '../domain/usage/composition.ts';
import { type CompositionBasis, compositionBasis } from '../domain/usage/composition-basis.ts';
import { lessFalls, noFall } from '../domain/usage/falls.ts';
import { groupFacts, mappedProducts, productsThatMatter } from './composition-facts.ts';
import { compositionScope } from './composition-scope.ts';
import { compositionSettings } from './composition-settings.ts';
import { type StandingTotals, standingTotals } from './control-totals.ts';
import type { IntegrationKey } from './credentials.ts';
import type { Queryable } from './database.ts';
import { billsInByType } from './landing-settings.ts';
import { onlyGroups, type TouchedGroups } from './touched-groups.ts';
import { type StoredUsageLine, storedUsageLines } from './usage-lines.ts';
import { findVendorService } from './vendor-accounts.ts';

/** What all lines are composed on; null before the vendor service was loaded. */
export async function presentBasis(
  db: Queryable,
  key: IntegrationKey,
  now: Date,
): Promise<CompositionBasis | null> {
  const vendorServiceId = await findVendorService(db, key);
  if (vendorServiceId === null) return null;
  const settings = await compositionSettings(db, key);
  const mappedProductIds = await mappedProducts(db, key, vendorServiceId);
  const identifiers = Object.values(settings.productIdentifierByEdition);
  return compositionBasis({
    vendorServiceId,
    today: dayIn(settings.timeZone, now.toISOString()),
    timeZoneKnown: settings.timeZoneKnown,
    limits: { ...defaultGuardLimits, ...settings.guards },
    currencyDecimals: settings.currencyDecimals,
    productIdentifierByEdition: settings.productIdentifierByEdition,
    mappedProductIds,
    products: await productsThatMatter(db, key, mappedProductIds, identifiers),
    billsIn: await billsInByType(db, key),
  });
}

/** The facts of everything. */
export async function wholeInput(
  db: Queryable,
  key: IntegrationKey,
  basis: CompositionBasis,
  now: Date,
): Promise<CompositionInput> {
  return { ...basis, ...(await groupFacts(db, key, basis, null)), now: now.toISOString() };
}

/** The facts of some groups, and their lines as they stand. */
export interface InputOfGroups {
  readonly input: CompositionInput;
  readonly stored: readonly StoredUsageLine[];
}

export async function inputOfGroups(
  db: Queryable,
  key: IntegrationKey,
  basis: CompositionBasis,
  { fall }: Pick<StandingTotals, 'fall'>,
  { groupKeys, accountIds }: TouchedGroups,
  now: Date,
): Promise<InputOfGroups> {
  const stored = await storedUsageLines(db, key, groupKeys);
  const accounts = [...accountIds, ...groupKeys.flatMap((groupKey) => accountOfGroup(groupKey) ?? [])];
  const lines = stored.map(({ composed }) => composed);
  const scope = await compositionScope(db, key, groupKeys, accounts, lines);
  const elsewhere = lessFalls(
    fall,
    stored.flatMap((line) => line.fall ?? []),
  );
  const part = { groupKeys: new Set(groupKeys), elsewhere };
  const facts = await groupFacts(db, key, basis, scope);
  return { input: { ...basis, ...facts, part, now: now.toISOString() }, stored };
}

/** What some groups, or all (`null`), are composed from at this moment; null before the vendor service was loaded. */
export async function compositionInput(
  db: Queryable,
  key: IntegrationKey,
  now: Date,
  groupKeys: readonly string[] | null,
): Promise<CompositionInput | null> {
  const basis = await presentBasis(db, key, now);
  if (basis === null) return null;
  if (groupKeys === null) return wholeInput(db, key, basis, now);
  const fall = (await standingTotals(db, key))?.fall ?? noFall;
  return (await inputOfGroups(db, key, basis, { fall }, onlyGroups(groupKeys), now)).input;
}
