import type { Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from './problems.ts';

/**
 * Requests a minute, counted in this process: by session or key once it is found, before that by address. So what a
 * caller may make up, as a cookie of its own for each request, is never what is counted by.
 */
export interface RequestLimits {
  /** Counts a request of nobody known. Throws TooManyRequests. */
  ofAddress(response: Response, network: string): Promise<void>;
  /** Counts a request of a session or key that was found. Throws TooManyRequests. */
  ofCaller(response: Response, callerId: string): Promise<void>;
  /**
   * Looks for the caller of a credential, counted by address until it is found. One found in the last minutes is not
   * counted so: strangers at the same address do not shut it out.
   */
  whileLooking<T>(
    response: Response,
    of: { readonly network: string; readonly credentialHash: string },
    look: () => Promise<T | null>,
  ): Promise<T | null>;
}

const windowSeconds = 60;
const rememberedMs = 30 * 60_000;
const mostRemembered = 10_000;

export function createRequestLimits(perMinute: number): RequestLimits {
  const limiter = (keyPrefix: string) =>
    new RateLimiterMemory({ keyPrefix, points: perMinute, duration: windowSeconds });
  const byAddress = limiter('address');
  const byCaller = limiter('caller');
  const found = createRemembered();
  const count = async (by: RateLimiterMemory, key: string, response: Response): Promise<void> => {
    const result = await by.consume(key).catch((rejected: unknown) => {
      if (rejected instanceof RateLimiterRes) return rejected;
      throw rejected;
    });
    const reset = Math.max(1, Math.ceil(result.msBeforeNext / 1_000));
    // IETF draft 7 of RateLimit header fields.
    response.setHeader('RateLimit-Policy', `${perMinute};w=${windowSeconds}`);
    response.setHeader(
      'RateLimit',
      `limit=${perMinute}, remaining=${result.remainingPoints}, reset=${reset}`,
    );
    if (result.consumedPoints > perMinute)
      throw new Problem('TooManyRequests', { headers: { 'Retry-After': String(reset) } });
  };
  return {
    ofAddress: (response, network) => count(byAddress, network, response),
    ofCaller: (response, callerId) => count(byCaller, callerId, response),
    whileLooking: async (response, { network, credentialHash }, look) => {
      if (found.has(credentialHash)) return look();
      await count(byAddress, network, response);
      const caller = await look();
      if (caller === null) return null;
      await byAddress.reward(network);
      found.add(credentialHash);
      return caller;
    },
  };
}

/** Of a bounded number, the oldest forgotten first. Whether a session still stands is asked each time all the same. */
function createRemembered() {
  const times = new Map<string, number>();
  return {
    has: (key: string): boolean => (times.get(key) ?? -Infinity) > Date.now() - rememberedMs,
    add: (key: string): void => {
      times.delete(key);
      times.set(key, Date.now());
      for (const oldest of times.keys()) {
        if (times.size <= mostRemembered) break;
        times.delete(oldest);
      }
    },
  };
}
