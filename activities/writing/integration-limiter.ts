import pLimit, { type LimitFunction } from 'p-limit';

/** Does work on an integration as soon as its turn has come. */
export type IntegrationLimiter = <T>(integrationId: string, work: () => Promise<T>) => Promise<T>;

/**
 * Lets so many lines of one integration be read and sent at a time; each integration has turns of its own. Claims and
 * outcomes go one by one under the integration's lock anyway: a line that was read before its turn would wait there, and
 * what it read would grow old.
 */
export function limitPerIntegration(atOnce: number): IntegrationLimiter {
  const waiting = new Map<string, LimitFunction>();
  return async (integrationId, work) => {
    const turn = waiting.get(integrationId) ?? pLimit(atOnce);
    waiting.set(integrationId, turn);
    try {
      return await turn(work);
    } finally {
      if (turn.activeCount + turn.pendingCount === 0) waiting.delete(integrationId);
    }
  };
}
