import { heartbeat } from '@temporalio/activity';
import type { ReadingSettings } from './dependencies.ts';

/** However long Temporal waits: this often suffices, and a cancel that rides on the answer is seen soon. */
const longestMs = 5_000;

/**
 * Lets a reading beat while it waits too: one hanging call, or a vendor that asks for a minute's patience, can outlast
 * the heartbeat time-out, and Temporal would give the slice away again and again. Each wait inside has its own limit.
 */
export function withHeartbeat<Input, Result>(
  { heartbeatTimeoutMs }: Pick<ReadingSettings, 'heartbeatTimeoutMs'>,
  activity: (input: Input) => Promise<Result>,
): (input: Input) => Promise<Result> {
  return async (input) => {
    const timer = setInterval(
      () => {
        heartbeat();
      },
      Math.min(longestMs, heartbeatTimeoutMs / 4),
    );
    try {
      return await activity(input);
    } finally {
      clearInterval(timer);
    }
  };
}
