/** Sums of decimals kept as text: exact, without floats (RULES 9). */

const decimalText = /^([+-]?)(\d+)(?:\.(\d+))?$/u;

interface Scaled {
  readonly units: bigint;
  readonly places: number;
}

function parse(text: string): Scaled {
  const [, sign = '', whole = '0', fraction = ''] = decimalText.exec(text) ?? [];
  if (!decimalText.test(text)) throw new RangeError(`no decimal: ${text}`);
  const units = BigInt(whole + fraction);
  return { units: sign === '-' ? -units : units, places: fraction.length };
}

const at = ({ units, places }: Scaled, wanted: number): bigint => units * 10n ** BigInt(wanted - places);

function print(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const cut = digits.length - places;
  const fraction = digits.slice(cut).replace(/0+$/u, '');
  return `${units < 0n ? '-' : ''}${digits.slice(0, cut)}${fraction === '' ? '' : `.${fraction}`}`;
}

export function sumDecimals(texts: readonly string[]): string {
  const parts = texts.map(parse);
  const places = parts.reduce((most, part) => Math.max(most, part.places), 0);
  return print(
    parts.reduce((sum, part) => sum + at(part, places), 0n),
    places,
  );
}

export const negated = (text: string): string => (text.startsWith('-') ? text.slice(1) : `-${text}`);

/** −1, 0 or 1. */
export function signOf(text: string): number {
  const { units } = parse(text);
  return units < 0n ? -1 : units > 0n ? 1 : 0;
}

/** Below zero where `a` is less than `b`. */
export const compareDecimals = (a: string, b: string): number => signOf(sumDecimals([a, negated(b)]));

export const magnitude = (text: string): string => text.replace(/^[+-]/u, '');
