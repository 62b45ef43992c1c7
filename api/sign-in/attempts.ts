import { createHash } from 'node:crypto';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Database } from '../../db/model/database.ts';
import { signInLimitStore, signInLimitTable } from '../../db/people/sign-in-limits.ts';
import { message } from '../../messages/message.ts';
import { Problem } from '../problems.ts';

/** How many passwords are looked at before further ones wait; what fits is given back. */
export interface SignInLimits {
  /** For one person from one network, in five minutes: slow for a guesser, enough for somebody who forgot. */
  readonly perPersonAndNetwork: number;
  /** From one network for all persons, in five minutes: many people may share one. */
  readonly perNetwork: number;
  /** For one person from all networks that are not known to be theirs, in an hour. */
  readonly perPerson: number;
}

export interface Attempt {
  /** The password fitted: this attempt is given back, and those before it from this network. */
  fitted(): Promise<void>;
  /** Nothing was found out about the password: this attempt is given back. */
  undone(): Promise<void>;
}

export interface Attempts {
  /**
   * Counts an attempt before its password is looked at, so that many at once are no way round. Throws TooManyRequests.
   * @param of.person the one form of the email, whether somebody has it or not.
   */
  begin(of: {
    readonly person: string;
    readonly network: string;
    /** They signed in from there lately: then strangers elsewhere cannot shut them out. */
    readonly isKnownNetwork: boolean;
  }): Promise<Attempt>;
}

/** @param onNetworkLimited called once when a network reaches its limit. */
export function createAttempts(
  db: Database,
  limits: SignInLimits,
  onNetworkLimited: (network: string) => Promise<void>,
): Attempts {
  const limiter = (keyPrefix: string, points: number, minutes: number, sweeps: boolean) =>
    new RateLimiterPostgres({
      storeClient: signInLimitStore(db),
      storeType: 'client',
      tableName: signInLimitTable,
      tableCreated: true,
      keyPrefix,
      points,
      duration: minutes * 60,
      // What is known to be over its limit costs the database nothing.
      inMemoryBlockOnConsumed: points + 1,
      clearExpiredByTimeout: sweeps,
    });
  const pair = limiter('person-network', limits.perPersonAndNetwork, 5, true);
  const network = limiter('network', limits.perNetwork, 5, false);
  const person = limiter('person', limits.perPerson, 60, false);
  return {
    begin: async (of) => {
      const keys = {
        pair: keyOf(of.person, of.network),
        network: keyOf(of.network),
        person: keyOf(of.person),
      };
      const counted: (() => Promise<unknown>)[] = [];
      const count = async (by: RateLimiterPostgres, key: string): Promise<RateLimiterRes | null> => {
        const rejected = await rejectionOf(by.consume(key));
        if (rejected === null) counted.push(() => by.reward(key));
        return rejected;
      };
      const undone = async (): Promise<void> => {
        await Promise.all(counted.map((giveBack) => giveBack()));
      };
      // The tightest first: who hammers one person does not use up the network of their colleagues.
      let rejected = await count(pair, keys.pair);
      if (rejected === null) {
        rejected = await count(network, keys.network);
        if (rejected?.consumedPoints === limits.perNetwork + 1) await onNetworkLimited(of.network);
      }
      if (rejected === null && !of.isKnownNetwork) rejected = await count(person, keys.person);
      if (rejected !== null) {
        await undone();
        const seconds = Math.max(1, Math.ceil(rejected.msBeforeNext / 1_000));
        throw new Problem('TooManyRequests', {
          detail: message('requests.too-many-attempts'),
          headers: { 'Retry-After': String(seconds) },
        });
      }
      return {
        undone,
        fitted: async () => {
          await undone();
          await pair.delete(keys.pair);
        },
      };
    },
  };
}

/** Null: it was counted within the limit. */
async function rejectionOf(counting: Promise<unknown>): Promise<RateLimiterRes | null> {
  try {
    await counting;
    return null;
  } catch (error) {
    if (error instanceof RateLimiterRes) return error;
    throw error;
  }
}

/** A hash: what was typed as an email may be a password. */
const keyOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts), 'utf8').digest('base64url');
