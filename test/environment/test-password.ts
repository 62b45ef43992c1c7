import { randomBytes } from 'node:crypto';
import { hash } from '@node-rs/argon2';

/**
 * The hash of a password that only a test knows, made with the least work that Argon2 allows. A hash says how it was
 * made, so the product compares it as any other, in less than a hundredth of the time.
 */
export const hashTestPassword = (password: string): Promise<string> =>
  hash(password, { memoryCost: 8, timeCost: 1, parallelism: 1 });

/** Four words with spaces between them, as people are advised to choose. */
export const newPassphrase = (): string =>
  Array.from({ length: 4 }, () => randomBytes(3).toString('hex')).join(' ');
