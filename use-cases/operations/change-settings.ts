import { recordAudit } from '../../db/audit/audit.ts';
import type { Queryable, Tx } from '../../db/model/database.ts';
import {
  changeCheckLimits,
  changeDailyCaps,
  controlListColumns,
  currencySettings,
  dailyCaps,
  type Given,
  paperSetting,
  secretReminderDays,
  setControlListColumns,
  setCurrencies,
  setEditionProducts,
  setPaper,
  setSecretReminderDays,
  setUnusedAfterDays,
  unusedAfterDays,
  type UsageSettings,
  usageSettings,
} from '../../db/settings/settings.ts';
import {
  marginRole,
  setMarginRole,
  setVendorPrices,
  vendorPrices,
} from '../../db/settings/margin-settings.ts';
import { lockIntegration } from '../../db/integrations/integrations.ts';
import { changeTenant, findTenant } from '../../db/people/people.ts';
import { keepSecretNotices } from '../../db/notices/held-secrets.ts';
import type { Currencies } from '../../domain/currency.ts';
import type { Kinds } from '../../domain/kinds.ts';
import type { VendorPrices } from '../../domain/margin/vendor-prices.ts';
import type { ControlListColumn } from '../../domain/months/control-list.ts';
import { type PaperSize, usualPaper } from '../../domain/msp.ts';
import type { Role } from '../../domain/roles.ts';
import type { CheckLimits } from '../../domain/usage/composition.ts';
import { type CapName, capNames, type DailyCaps } from '../../domain/write-back/daily-cap.ts';
import type { RequestContext } from '../request-context.ts';
import { composeEverything } from '../composition/recompose-usage.ts';
import { type Rejected, rejected } from '../outcome.ts';
import { reevaluateDays } from '../lifecycle/time-zone-notice.ts';

/** What a tenant has set, else the defaults. */
export interface TenantSettings extends UsageSettings {
  readonly mspName: string;
  /** Of reports. */
  readonly paper: PaperSize;
  readonly currency: string;
  /** Null: an administrator did not say (RULES 9). */
  readonly allInOwnCurrency: boolean | null;
  readonly exchangeRates: Readonly<Record<string, string>>;
  readonly timeZone: string;
  readonly billingTimeZone: string | null;
  readonly writeCaps: DailyCaps;
  readonly createCaps: DailyCaps;
  readonly endCaps: DailyCaps;
  readonly secretReminderDays: number;
  readonly unusedAfterDays: number;
  /** The least role that may see costs and margins (RULES 15). */
  readonly marginRole: Role;
  /** Null: not entered. */
  readonly vendorPrices: VendorPrices | null;
  /** Every column, those that are not shown too. */
  readonly controlListColumns: readonly ControlListColumn[];
}

/** What is given; the rest stays. */
export type SettingsChange = {
  readonly [Name in keyof Omit<TenantSettings, 'checks' | CapName>]?: TenantSettings[Name] | undefined;
} & {
  readonly checks?: Given<CheckLimits> | undefined;
} & { readonly [Name in CapName]?: Given<DailyCaps> | undefined };

export async function tenantSettings(db: Queryable, tenantId: string): Promise<TenantSettings | null> {
  const tenant = await findTenant(db, tenantId);
  if (tenant === null) return null;
  const { name, currency, timeZone, billingTimeZone } = tenant;
  const { allInOwn, rates } = await currencySettings(db, tenantId);
  return {
    mspName: name,
    paper: (await paperSetting(db, tenantId)) ?? usualPaper(currency),
    currency,
    allInOwnCurrency: allInOwn,
    exchangeRates: rates,
    timeZone,
    billingTimeZone,
    ...(await usageSettings(db, tenantId)),
    writeCaps: await dailyCaps(db, tenantId, 'writeCaps'),
    createCaps: await dailyCaps(db, tenantId, 'createCaps'),
    endCaps: await dailyCaps(db, tenantId, 'endCaps'),
    secretReminderDays: await secretReminderDays(db, tenantId),
    unusedAfterDays: await unusedAfterDays(db, tenantId),
    marginRole: await marginRole(db, tenantId),
    vendorPrices: await vendorPrices(db, tenantId),
    controlListColumns: await controlListColumns(db, tenantId),
  };
}

const noCurrencies: Pick<Currencies, 'allInOwn' | 'rates'> = { allInOwn: null, rates: {} };

/** Those that compose lines, by id, in which order they are locked. */
async function integrationsOfTenant(tx: Tx, tenantId: string): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('integration')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('phase', '<>', 'disconnected')
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** The answer and the rates are of the tenant's currency: another one ends both, unless they are given with it. */
async function changeCurrencies(
  tx: Tx,
  tenantId: string,
  before: TenantSettings,
  { currency = before.currency, allInOwnCurrency, exchangeRates }: SettingsChange,
  now: Date,
): Promise<void> {
  const isOther = currency !== before.currency;
  if (!isOther && allInOwnCurrency === undefined && exchangeRates === undefined) return;
  const former = isOther ? noCurrencies : await currencySettings(tx, tenantId);
  const rates = Object.entries(exchangeRates ?? former.rates).filter(([code]) => code !== currency);
  await setCurrencies(tx, tenantId, {
    allInOwn: allInOwnCurrency === undefined ? former.allInOwn : allInOwnCurrency,
    rates: Object.fromEntries(rates),
  });
  // What was held for its currency is decided on at once.
  for (const integrationId of await integrationsOfTenant(tx, tenantId)) {
    await lockIntegration(tx, { tenantId, integrationId });
    await composeEverything(tx, { tenantId, integrationId }, null, now);
  }
}

/** Changes what is given and keeps the rest; it holds from the next composition on. */
export async function changeSettings(
  tx: Tx,
  change: SettingsChange,
  kinds: Kinds,
  by: RequestContext,
): Promise<TenantSettings | Rejected> {
  const { tenantId } = by;
  const before = await tenantSettings(tx, tenantId);
  if (before === null) return rejected('NotFound');
  const { mspName: name, currency, timeZone, billingTimeZone } = change;
  await changeTenant(tx, tenantId, { name, currency, timeZone, billingTimeZone });
  await changeCurrencies(tx, tenantId, before, change, by.now);
  if (change.paper !== undefined) await setPaper(tx, tenantId, change.paper);
  if (change.checks !== undefined) await changeCheckLimits(tx, tenantId, change.checks);
  for (const name of capNames)
    if (change[name] !== undefined) await changeDailyCaps(tx, tenantId, name, change[name]);
  if (change.editionProducts !== undefined) await setEditionProducts(tx, tenantId, change.editionProducts);
  if (change.secretReminderDays !== undefined) {
    await setSecretReminderDays(tx, tenantId, change.secretReminderDays);
    await keepSecretNotices(tx, tenantId, kinds, by.now);
  }
  if (change.unusedAfterDays !== undefined) await setUnusedAfterDays(tx, tenantId, change.unusedAfterDays);
  if (change.marginRole !== undefined) await setMarginRole(tx, tenantId, change.marginRole);
  if (change.vendorPrices !== undefined) await setVendorPrices(tx, tenantId, change.vendorPrices);
  if (change.controlListColumns !== undefined)
    await setControlListColumns(tx, tenantId, change.controlListColumns);
  if (billingTimeZone !== undefined || timeZone !== undefined) await reevaluateDays(tx, tenantId, by.now);
  const after = await tenantSettings(tx, tenantId);
  if (after === null) throw new Error('a tenant vanished while its settings were changed');
  await recordAudit(tx, {
    ...by,
    action: 'settings.changed',
    objectKind: 'tenant',
    objectId: tenantId,
    detail: { before, after },
  });
  return after;
}
