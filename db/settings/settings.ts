import { sql } from 'kysely';
import type { Currencies } from '../../domain/currency.ts';
import type { CheckLimits } from '../../domain/usage/composition.ts';
import {
  defaultCheckLimits,
  defaultCreateCaps,
  defaultEndCaps,
  defaultWriteCaps,
  secretReminder,
  unusedSeats,
} from '../../domain/defaults.ts';
import {
  completeControlList,
  type ControlListColumn,
  usualControlList,
} from '../../domain/months/control-list.ts';
import type { PaperSize } from '../../domain/msp.ts';
import type { CapName, DailyCaps } from '../../domain/write-back/daily-cap.ts';
import type { Queryable, Tx } from '../model/database.ts';

/** Settings of a tenant that the composition reads (db/settings/composition-settings.ts), by name. */
type SettingName =
  | 'checks'
  | 'editionProducts'
  | CapName
  | 'secretReminder'
  | 'unusedSeats'
  | 'currencies'
  | 'paper'
  | 'controlList'
  | 'margin'
  | 'signIn'
  | 'vendorPrices';

/** Some of them; the others stay. */
export type Given<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

export interface UsageSettings {
  /** The limits of RULES 7; what the tenant did not set is the default. */
  readonly checks: CheckLimits;
  /** Product ID by edition code (RULES 9). */
  readonly editionProducts: Readonly<Record<string, string>>;
}

export async function usageSettings(db: Queryable, tenantId: string): Promise<UsageSettings> {
  const rows = await db
    .selectFrom('setting')
    .select(['name', 'value'])
    .where('tenantId', '=', tenantId)
    .execute();
  const value = (name: SettingName): unknown => rows.find((row) => row.name === name)?.value ?? {};
  return {
    checks: { ...defaultCheckLimits, ...(value('checks') as Partial<CheckLimits>) },
    editionProducts: value('editionProducts') as Readonly<Record<string, string>>,
  };
}

const defaultCaps = {
  writeCaps: defaultWriteCaps,
  createCaps: defaultCreateCaps,
  endCaps: defaultEndCaps,
} as const satisfies Readonly<Record<CapName, DailyCaps>>;

/** The caps of RULES 6, 16 and 17; what the tenant did not set is the default. */
export async function dailyCaps(db: Queryable, tenantId: string, name: CapName): Promise<DailyCaps> {
  const set = (await valueOf(db, tenantId, name)) as Partial<DailyCaps> | undefined;
  return { ...defaultCaps[name], ...set };
}

/** @param set as it was stored; undefined or null: nothing was */
export const currenciesOf = (own: string, set: unknown): Currencies => ({
  own,
  allInOwn: null,
  rates: {},
  ...(set as Partial<Currencies> | null | undefined),
});

/** Of a tenant: its own currency, the answer and the exchange rates (RULES 9). */
export async function currencySettings(db: Queryable, tenantId: string): Promise<Currencies> {
  const { currency } = await db
    .selectFrom('tenant')
    .select('currency')
    .where('id', '=', tenantId)
    .executeTakeFirstOrThrow();
  return currenciesOf(currency, await valueOf(db, tenantId, 'currencies'));
}

export const setCurrencies = (
  tx: Tx,
  tenantId: string,
  { allInOwn, rates }: Pick<Currencies, 'allInOwn' | 'rates'>,
): Promise<void> => put(tx, tenantId, 'currencies', { allInOwn, rates }, false);

/** Days after which people are reminded of a secret that is still the same. */
export async function secretReminderDays(db: Queryable, tenantId: string): Promise<number> {
  const set = (await valueOf(db, tenantId, 'secretReminder')) as { readonly days: number } | undefined;
  return set?.days ?? secretReminder.usualDays;
}

/** Days without a login after which a seat counts as unused. */
export async function unusedAfterDays(db: Queryable, tenantId: string): Promise<number> {
  const set = (await valueOf(db, tenantId, 'unusedSeats')) as { readonly days: number } | undefined;
  return set?.days ?? unusedSeats.usualDays;
}

/** Null: the tenant did not choose one. */
export async function paperSetting(db: Queryable, tenantId: string): Promise<PaperSize | null> {
  const set = (await valueOf(db, tenantId, 'paper')) as { readonly size: PaperSize } | undefined;
  return set?.size ?? null;
}

export const setPaper = (tx: Tx, tenantId: string, size: PaperSize): Promise<void> =>
  put(tx, tenantId, 'paper', { size }, false);

/** Every column of the control list, those that are not shown too. */
export async function controlListColumns(
  db: Queryable,
  tenantId: string,
): Promise<readonly ControlListColumn[]> {
  const set = (await valueOf(db, tenantId, 'controlList')) as
    | { readonly columns: readonly ControlListColumn[] }
    | undefined;
  return set === undefined ? usualControlList : completeControlList(set.columns);
}

export const setControlListColumns = (
  tx: Tx,
  tenantId: string,
  columns: readonly ControlListColumn[],
): Promise<void> => put(tx, tenantId, 'controlList', { columns }, false);

/** Undefined: the tenant did not set it. */
export async function valueOf(db: Queryable, tenantId: string, name: SettingName): Promise<unknown> {
  const row = await db
    .selectFrom('setting')
    .select('value')
    .where('tenantId', '=', tenantId)
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.value;
}

export const setSecretReminderDays = (tx: Tx, tenantId: string, days: number): Promise<void> =>
  put(tx, tenantId, 'secretReminder', { days }, false);

export const setUnusedAfterDays = (tx: Tx, tenantId: string, days: number): Promise<void> =>
  put(tx, tenantId, 'unusedSeats', { days }, false);

/** Sets the given caps and keeps the others. */
export const changeDailyCaps = (
  tx: Tx,
  tenantId: string,
  name: CapName,
  caps: Given<DailyCaps>,
): Promise<void> => put(tx, tenantId, name, caps, true);

/** Sets the given limits and keeps the others. */
export const changeCheckLimits = (tx: Tx, tenantId: string, limits: Given<CheckLimits>): Promise<void> =>
  put(tx, tenantId, 'checks', limits, true);

export const setEditionProducts = (
  tx: Tx,
  tenantId: string,
  products: Readonly<Record<string, string>>,
): Promise<void> => put(tx, tenantId, 'editionProducts', products, false);

/** @param keepOthers names of the stored value that the given one lacks stay */
export async function put(
  tx: Tx,
  tenantId: string,
  name: SettingName,
  value: object,
  keepOthers: boolean,
): Promise<void> {
  const text = JSON.stringify(value);
  await tx
    .insertInto('setting')
    .values({ tenantId, name, value: text })
    .onConflict((conflict) =>
      conflict.columns(['tenantId', 'name']).doUpdateSet({
        value: keepOthers ? sql`setting.value || ${text}::jsonb` : text,
        changedAt: sql`now()`,
      }),
    )
    .execute();
}
