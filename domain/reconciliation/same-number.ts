import { decimal } from '../quantity.ts';

/** PSAs, journals and databases write one number in several ways. What is no number is compared as it is. */
export function sameNumber(a: unknown, b: unknown): boolean {
  return isNumber(a) && isNumber(b) ? decimal(a).equals(b) : a === b;
}

const isNumber = (value: unknown): value is number | string =>
  typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/u.test(value));
