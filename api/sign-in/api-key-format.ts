import { createHash, randomBytes } from 'node:crypto';
import { crockford, crockfordAlphabet } from './crockford.ts';

const randomLength = 32; // characters of 5 bits: 160 random bits (architecture.md 11)
const checksumLength = 6;
const prefix = 'sw_';

const shape = new RegExp(`^${prefix}[${crockfordAlphabet}]{${randomLength + checksumLength}}$`, 'u');

const checksumOf = (random: string): string =>
  crockford(createHash('sha256').update(`seatwise:${random}`, 'utf8').digest(), checksumLength);

/** A new key: `sw_`, 160 random bits, a checksum. */
export function newApiKey(): string {
  const random = crockford(randomBytes(randomLength), randomLength);
  return `${prefix}${random}${checksumOf(random)}`;
}

/** Told before any look-up: a mistyped key is not a key. */
export function isWellFormedKey(key: string): boolean {
  if (!shape.test(key)) return false;
  const random = key.slice(prefix.length, prefix.length + randomLength);
  return key.slice(prefix.length + randomLength) === checksumOf(random);
}

/** A plain hash suffices: the key is random, nothing can be guessed from it. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex');

/** What may be shown of a key afterwards. */
export const shownPrefix = (key: string): string => key.slice(0, prefix.length + 6);
