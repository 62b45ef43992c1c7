/** Crockford's base 32: no letter that is read for another. */
export const crockfordAlphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/** The first characters of bytes, five bits of each. */
export const crockford = (bytes: Buffer, length: number): string =>
  Array.from({ length }, (_, index) => crockfordAlphabet.charAt((bytes[index] ?? 0) & 31)).join('');
