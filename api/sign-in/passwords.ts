import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** Argon2id is the library's default; 19 MiB, 2 passes, 1 lane is OWASP's first choice for it. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const hashPassword = (password: string): Promise<string> => hash(password, options);

/** A random password for a first sign-in: 120 bits, readable. */
export const newPassword = (): string => randomBytes(15).toString('base64url');

let decoy: Promise<string> | undefined;

/**
 * Compares; with no hash (nobody has this email) the same work is done against a decoy, so that the time tells
 * nothing.
 */
export async function passwordFits(password: string, passwordHash: string | null): Promise<boolean> {
  decoy ??= hashPassword(newPassword());
  const fits = await verify(passwordHash ?? (await decoy), password);
  return fits && passwordHash !== null;
}
