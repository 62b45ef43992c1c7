import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { message } from '../../messages/message.ts';
import { CannotRun } from '../command.ts';

const secondsSchema = z
  .string()
  .regex(/^\d{1,6}$/u)
  .transform(Number);

/** Reads `--wait`, in seconds. Throws {@link CannotRun}. */
export function waitMs(given: string | undefined, otherwise: number): number {
  if (given === undefined) return otherwise * 1_000;
  const parsed = secondsSchema.safeParse(given);
  if (!parsed.success) throw new CannotRun(message('cli.release.wait-unreadable'));
  return parsed.data * 1_000;
}

/** Asks until `isDone` holds or the time is over, once at least; returns what was found last. */
export async function polled<T>(
  ask: () => Promise<T>,
  isDone: (found: T) => boolean,
  withinMs: number,
  everyMs = 1_000,
): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const found = await ask();
    if (isDone(found) || Date.now() >= until) return found;
    await sleep(everyMs);
  }
}
