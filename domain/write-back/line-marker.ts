/** Crockford's base 32: no letter that is read as a digit. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 10;

/**
 * Returns the text by which a line that Seatwise creates is found again, since no PSA takes an idempotency key (RULES 16).
 * It is used as the ID of the line until the PSA has given it one.
 *
 * @param seed a random UUID
 */
export function markerOf(seed: string): string {
  // Behind the digits that say which version of UUID it is.
  let rest = BigInt(`0x${seed.replaceAll('-', '').slice(-15)}`);
  let letters = '';
  while (letters.length < length) {
    letters += alphabet.charAt(Number(rest % 32n));
    rest /= 32n;
  }
  return `SW-${letters}`;
}

const pattern = new RegExp(`\\bSW-[${alphabet}]{${length}}\\b`, 'u');

/** Returns the marker in one of these texts, anywhere in it; `undefined`: none has one. */
export const markerIn = (...texts: readonly (string | null | undefined)[]): string | undefined =>
  texts.map((text) => pattern.exec(text ?? '')?.[0]).find((marker) => marker !== undefined);
