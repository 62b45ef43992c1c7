import { decimal, type DecimalText } from '../quantity.ts';

/** Sums by name: whole numbers, exact decimals as text, and groups of them. A name that is absent counts as 0. */
export interface NamedSums {
  readonly [name: string]: number | DecimalText | NamedSums;
}

/** One by one; names that either has. */
export const plus = (a: NamedSums, b: NamedSums): NamedSums => combined(a, b, 1);

export const minus = (a: NamedSums, b: NamedSums): NamedSums => combined(a, b, -1);

function combined(a: NamedSums, b: NamedSums, sign: 1 | -1): NamedSums {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(names.map((name) => [name, one(a[name], b[name], sign)]));
}

function one(
  a: NamedSums[string] | undefined,
  b: NamedSums[string] | undefined,
  sign: 1 | -1,
): NamedSums[string] {
  const kind = a ?? b;
  if (typeof kind === 'number') return asNumber(a) + sign * asNumber(b);
  if (typeof kind === 'string')
    return decimal(asText(a))
      .plus(decimal(asText(b)).times(sign))
      .toFixed();
  return combined(asGroup(a), asGroup(b), sign);
}

const mixed = (): never => {
  throw new Error('an amount is a number here and something else there');
};
const asNumber = (value: NamedSums[string] | undefined): number =>
  value === undefined ? 0 : typeof value === 'number' ? value : mixed();
const asText = (value: NamedSums[string] | undefined): DecimalText =>
  value === undefined ? '0' : typeof value === 'string' ? value : mixed();
const asGroup = (value: NamedSums[string] | undefined): NamedSums =>
  value === undefined ? {} : typeof value === 'object' ? value : mixed();
