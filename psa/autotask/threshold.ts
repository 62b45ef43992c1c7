import { message } from '../../messages/message.ts';
import { z } from 'zod';
import type { PsaFailure } from '../port.ts';
import { psaFailure } from './failures.ts';
import type { ReadLimits } from '../read-limits.ts';
import type { Reads } from './reads.ts';

const count = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);
const threshold = z.object({
  externalRequestThreshold: count,
  requestThresholdTimeframe: count,
  currentTimeframeRequestCount: count,
});

/** Waited for before it is asked again whether the hour has room. Milliseconds. */
const askAgainMs = 300_000;

/**
 * Is the hour of the whole database used up so far that a list would take what other integrations need (autotask.md 5)?
 * Null: there is room.
 *
 * @param share of the hour's calls, all integrations together, above which nothing is listed
 */
export async function hourUsedUp(
  reads: Reads,
  share: number,
  limits: ReadLimits,
): Promise<PsaFailure | null> {
  const read = { path: 'ThresholdInformation', right: 'ThresholdInformation', shape: threshold };
  const answer = await reads.read(read, limits);
  if (!answer.ok) return answer;
  const { externalRequestThreshold: most, currentTimeframeRequestCount: used } = answer.value;
  if (used < most * share) return null;
  return psaFailure('PsaBusy', message('autotask.hourly-limit', { used, most }), askAgainMs);
}
