import type { BillingCycle } from '../domain/psa-facts.ts';

/** Names as PSAs ship them and MSPs write them. Only names with one possible meaning stand here ("biannual" has two). */
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
 * The cycle with its length in whole months, else in days; null for "None" and every name not known, since a guessed
 * length would falsify money (RULES 9).
 */
export function billingCycle(name: string): BillingCycle {
  const words = name.toLowerCase().trim();
  const months = monthsOf(words);
  return {
    name,
    months,
    days: months === null ? daysOf(words) : null,
    never: words === '' || words === 'none',
  };
}

function monthsOf(words: string): number | null {
  const counted = /^(?:every )?(\d{1,2})[ -]?(months?|years?)$/.exec(words);
  if (counted?.[1] !== undefined && counted[2] !== undefined) {
    const count = Number(counted[1]) * (counted[2].startsWith('year') ? 12 : 1);
    return count === 0 ? null : count;
  }
  const key = words.replace(/[^a-z]/g, '');
  return Object.hasOwn(monthsByName, key) ? (monthsByName[key] ?? null) : null;
}

function daysOf(words: string): number | null {
  const counted = /(\d{1,4})[ -]*(week|day)/.exec(words);
  if (counted !== null && Number(counted[1]) > 0) return Number(counted[1]) * (counted[2] === 'week' ? 7 : 1);
  if (/bi-?weekly|fortnight|two.?week/.test(words)) return 14;
  if (words.includes('week')) return 7;
  return words.includes('daily') || words.includes('day') ? 1 : null;
}
