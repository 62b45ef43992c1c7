import { addDays } from '../../domain/calendar.ts';
import type { PsaProduct } from '../../domain/psa-facts.ts';
import type { Day } from '../../domain/quantity.ts';
import type { KnownPsa } from '../pace.ts';
import type { PsaResult } from '../port.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { Access } from './access.ts';
import { ahead, oneOf } from './conditions.ts';
import type { Condition, Lists } from './lists.ts';
import {
  autotaskProductId,
  type BillingRule,
  billingRules,
  bundledServices,
  bundleUnitRows,
  type ContractBundle,
  contractBundles,
  ruleProducts,
} from './other-records.ts';
import type { UnitRow } from './units.ts';

/** Holds the period of a bundle that runs, and the next of a monthly contract. */
const daysAhead = 32;

/** What contracts bill in addition to their services: bundles, and what billing rules compute (autotask.md 3.7, 3.8). */
export interface OtherCharges {
  readonly bundles: readonly ContractBundle[];
  readonly bundleRows: readonly UnitRow[];
  /** Services by the bundle that holds them. */
  readonly servicesOf: ReadonlyMap<string, readonly string[]>;
  readonly rules: readonly BillingRule[];
}

export const noOtherCharges: OtherCharges = {
  bundles: [],
  bundleRows: [],
  servicesOf: new Map(),
  rules: [],
};

const active: Condition = { op: 'eq', field: 'isActive', value: true };

const productsOf = (rules: readonly BillingRule[]): readonly string[] => [
  ...new Set(rules.map(({ productId }) => productId)),
];

/** Entities that it is read from. */
export const chargedBeside = [contractBundles.name, bundleUnitRows.name, billingRules.name] as const;

export interface OtherChargesOptions {
  readonly lists: Lists;
  readonly access: Access;
  readonly known: Pick<KnownPsa, 'otherCharges'>;
}

/** Reads them. Nothing here is ever written. */
export class OtherChargesReader {
  readonly #options: OtherChargesOptions;
  /** Of the rules that were read last; null: none were read. */
  #products: readonly string[] | null = null;

  constructor(options: OtherChargesOptions) {
    this.#options = options;
  }

  /** Of every contract, proven by counts. */
  async everything(today: Day, limits: ReadLimits): Promise<PsaResult<OtherCharges>> {
    const { access, known } = this.#options;
    const rejected = await access.firstRejection(chargedBeside, limits);
    if (rejected !== null) return rejected;
    const read = await this.#read([], today, limits);
    if (!read.ok) return read;
    known.otherCharges = read.value.bundles.length + read.value.rules.length > 0;
    this.#products = productsOf(read.value.rules);
    return read;
  }

  /**
   * Of these contracts, before a write. Where the last reading of everything found none in the whole database, nothing is
   * asked: what came since is seen by the next sync.
   *
   * @param found what that reading found, by the rows; of use in a process that has read nothing yet
   */
  async ofContracts(
    ids: readonly string[],
    today: Day,
    found: boolean | null,
    limits: ReadLimits,
  ): Promise<PsaResult<OtherCharges>> {
    if (ids.length === 0 || (this.#options.known.otherCharges ?? found) === false)
      return { ok: true, value: noOtherCharges };
    return this.#read(oneOf('contractID', ids), today, limits, 0);
  }

  /** Products that active rules charge: they can be mapped like services. */
  async products(limits: ReadLimits): Promise<PsaResult<readonly PsaProduct[]>> {
    const { access, lists } = this.#options;
    if (this.#products === null) {
      const hidden = await access.rejection(billingRules.name, 'query', limits);
      const rules = hidden ?? (await lists.all(billingRules, [active], limits));
      if (!rules.ok) return rules;
      this.#products = productsOf(rules.value);
    }
    if (this.#products.length === 0) return { ok: true, value: [] };
    const rejected = await access.rejection(ruleProducts.name, 'query', limits);
    return rejected ?? lists.all(ruleProducts, oneOf('id', this.#products.map(autotaskProductId)), limits);
  }

  async #read(
    within: readonly Condition[],
    today: Day,
    limits: ReadLimits,
    known?: number,
  ): Promise<PsaResult<OtherCharges>> {
    const { lists } = this.#options;
    const [bundles, rules] = await Promise.all([
      lists.all(contractBundles, within, limits, known),
      lists.all(billingRules, [active, ...within], limits, known),
    ]);
    if (!bundles.ok) return bundles;
    if (!rules.ok) return rules;
    if (bundles.value.length === 0) return { ok: true, value: { ...noOtherCharges, rules: rules.value } };
    const ids = [...new Set(bundles.value.map(({ bundleId }) => bundleId))];
    const [rows, services] = await Promise.all([
      lists.all(bundleUnitRows, [...within, ...ahead(today, addDays(today, daysAhead))], limits, known),
      lists.all(bundledServices, oneOf('serviceBundleID', ids), limits, known),
    ]);
    if (!rows.ok) return rows;
    if (!services.ok) return services;
    const servicesOf = new Map<string, string[]>();
    for (const { bundleId, serviceId } of services.value)
      servicesOf.set(bundleId, [...(servicesOf.get(bundleId) ?? []), serviceId]);
    const read = { bundles: bundles.value, bundleRows: rows.value, servicesOf, rules: rules.value };
    return { ok: true, value: read };
  }
}
