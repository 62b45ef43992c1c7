import type { MeasureTotals } from '../api/usage.ts';
import { signOf } from '../values/decimals.ts';
import { formatMoney } from '../values/format.ts';
import { figureText } from '../values/figure-words.ts';

type Measure = Exclude<keyof MeasureTotals, 'billedTwice'>;

/** In the order in which people are shown them. */
const inOrder: readonly Measure[] = [
  'underBilled',
  'overBilled',
  'heldUp',
  'heldDown',
  'waitingUp',
  'waitingDown',
  'notBilled',
];

/** What is said of an amount; null: nothing, a plain difference. */
const qualifiers = {
  underBilled: null,
  overBilled: null,
  heldUp: 'blocked',
  heldDown: 'blocked',
  waitingUp: 'waiting',
  waitingDown: 'waiting',
  notBilled: 'not-billed',
} as const satisfies Readonly<Record<Measure, string | null>>;

type Total = MeasureTotals[Measure];

/** Each currency by itself, the own one first: "+860.00", "+12.00 EUR". Never empty: nothing is "0.00". */
function totalAmounts(
  { perMonth, others = {} }: Pick<Total, 'perMonth' | 'others'>,
  signed: boolean,
): readonly string[] {
  const foreign = Object.entries(others)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, amount]) => formatMoney(amount, { signed, currency }));
  return foreign.length > 0 && signOf(perMonth) === 0
    ? foreign
    : [formatMoney(perMonth, { signed }), ...foreign];
}

/** The same in one text. */
const totalMoney = (total: Pick<Total, 'perMonth' | 'others'>, { signed = false } = {}): string =>
  totalAmounts(total, signed).join(', ');

/** What is billed too little has a plus, too much a minus; not billed at all has no sign. */
const measureMoney = (measure: Measure, total: Total): string =>
  totalMoney(total, { signed: measure !== 'notBilled' });

/**
 * "+860.00, −22.50, blocked +376.00": each measure for itself, since up and down are never netted (RULES 12). Null: no line has
 * a known amount.
 *
 * @param bare where the place says already what is held, waits or is not billed
 */
export function measureWords(
  totals: MeasureTotals,
  { bare = false }: { readonly bare?: boolean } = {},
): string | null {
  const parts = inOrder.flatMap((measure) => {
    const { lines, unknown } = totals[measure];
    if (lines === unknown) return [];
    const amount = measureMoney(measure, totals[measure]);
    const qualifier = bare ? null : qualifiers[measure];
    return [qualifier === null ? amount : figureText(`console-figures.${qualifier}`, { amounts: amount })];
  });
  return parts.length === 0 ? null : parts.join(', ');
}
