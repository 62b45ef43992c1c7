import type { MeasureTotals } from '../api/usage.ts';
import { formatMoney } from '../components/format.ts';

type Measure = keyof MeasureTotals;

/** In the order in which people are shown them. */
const inOrder: readonly Measure[] = [
  'underBilled',
  'overBilled',
  'underBilledHeld',
  'overBilledHeld',
  'underBilledWaiting',
  'overBilledWaiting',
  'notBilled',
];

const prefix: Readonly<Record<Measure, string>> = {
  underBilled: '',
  overBilled: '',
  underBilledHeld: 'held ',
  overBilledHeld: 'held ',
  underBilledWaiting: 'waiting ',
  overBilledWaiting: 'waiting ',
  notBilled: 'not billed ',
};

/** What is billed too little has a plus, too much a minus; not billed at all has no sign. */
export const measureMoney = (measure: Measure, perMonth: string): string =>
  formatMoney(perMonth, { signed: measure !== 'notBilled' });

/**
 * "+860.00, −22.50, held +376.00": each measure for itself, since up and down are never netted (RULES 12). Null: no line has
 * a known amount.
 *
 * @param bare where the place says already what is held, waits or is not billed
 */
export function measureWords(
  totals: MeasureTotals,
  { bare = false }: { readonly bare?: boolean } = {},
): string | null {
  const parts = inOrder.flatMap((measure) => {
    const { lines, unknown, perMonth } = totals[measure];
    return lines === unknown ? [] : [`${bare ? '' : prefix[measure]}${measureMoney(measure, perMonth)}`];
  });
  return parts.length === 0 ? null : parts.join(', ');
}
