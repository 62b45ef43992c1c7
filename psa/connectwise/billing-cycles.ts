import type { BillingCycle } from '../../domain/psa-facts.ts';

/** Names as ConnectWise ships them and MSPs write them. Only names with one possible meaning stand here ("biannual" has two). */
const monthsByName: Readonly<Record<string, number>> = {
  month: 1,
  monthly: 1,
  bimonthly: 2,
  quarter: 3,
  quarterly: 3,
  triannual: 4,
  triannually: 4,
  semiannual: 6,
  semiannually: 6,
  halfyearly: 6,
  annual: 12,
  annually: 12,
  year: 12,
  yearly: 12,
  biennial: 24,
  biennially: 24,
};

/**
 * The cycle with its length in whole months; null months for "None", weekly cycles and every name not known,
 * since such an agreement is not usable (RULES 3) and a guessed length would falsify money (RULES 9).
 */
export function billingCycle(name: string): BillingCycle {
  const words = name.toLowerCase().trim();
  const counted = /^(?:every )?(\d{1,2})[ -]?(months?|years?)$/.exec(words);
  if (counted?.[1] !== undefined && counted[2] !== undefined) {
    const count = Number(counted[1]) * (counted[2].startsWith('year') ? 12 : 1);
    return { name, months: count === 0 ? null : count };
  }
  const key = words.replace(/[^a-z]/g, '');
  return { name, months: Object.hasOwn(monthsByName, key) ? (monthsByName[key] ?? null) : null };
}
