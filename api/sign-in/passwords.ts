import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, hashRaw, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';
import { message } from '../../messages/message.ts';
import { Problem } from '../problems.ts';

/** Argon2id is the library's default; 19 MiB, 2 passes, 1 lane is OWASP's first choice for it. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Half the cores, so that other work continues; never all four threads that Node has for hashing. */
const hashesAtOnce = Math.min(3, Math.max(1, Math.floor(availableParallelism() / 2)));
/** What one look takes, on the safe side. */
const lookMs = 50 / hashesAtOnce;
/** Under way or waiting: those of one second, since who was rejected comes again in a whole second. */
const mostUnderWay = Math.ceil(1_000 / lookMs);
const longestWaitMs = 30_000;

const inTurn = pLimit(hashesAtOnce);
let underWay = 0;
/** When all who were rejected till now have had their turn; milliseconds of the process's own clock. */
let turnsTakenUntil = 0;

/**
 * Runs work that compares or hashes a password. Above the limit of concurrent work, throws TooManyRequests before any
 * database query.
 */
export async function withPassword<T>(work: () => Promise<T>): Promise<T> {
  if (underWay >= mostUnderWay) {
    throw new Problem('TooManyRequests', {
      detail: message('requests.too-many-sign-ins'),
      headers: { 'Retry-After': String(secondsUntilTurn()) },
    });
  }
  underWay += 1;
  try {
    return await work();
  } finally {
    underWay -= 1;
  }
}

/**
 * Spreads retries of rejected requests over the following seconds: each gets the second in which the earlier ones are
 * done. Bounded, so that an attack locks people out only briefly.
 */
function secondsUntilTurn(): number {
  const now = performance.now();
  turnsTakenUntil = Math.min(Math.max(turnsTakenUntil, now) + lookMs, now + longestWaitMs);
  return Math.ceil((turnsTakenUntil - now) / 1_000);
}

export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, options));

/** The hash of what is found by its hash, in hex; the same salt gives the same. */
export const deriveFromPassword = (password: string, salt: Buffer): Promise<string> =>
  inTurn(async () => (await hashRaw(password, { ...options, salt })).toString('hex'));

/** A random password for a first sign-in: 120 bits, readable. */
export const newPassword = (): string => randomBytes(15).toString('base64url');

let decoy: Promise<string> | undefined;

/**
 * Compares the password with its hash; without one (unknown email), does the same work against a decoy, so that the
 * duration reveals nothing.
 */
export async function passwordFits(password: string, passwordHash: string | null): Promise<boolean> {
  decoy ??= hashPassword(newPassword());
  const against = passwordHash ?? (await decoy);
  const fits = await inTurn(() => verify(against, password));
  return fits && passwordHash !== null;
}
