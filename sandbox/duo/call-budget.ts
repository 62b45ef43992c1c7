import { SlidingWindow } from '../sliding-window.ts';
import type { DuoKey } from '../scenario.ts';

/** Counts the calls of each integration key over a sliding minute; a fresh one forgets everything. */
export class CallBudget {
  readonly #minutes = new Map<string, SlidingWindow>();

  /** False when the key has used up `perMinute` calls within the last 60 s; otherwise the call is counted. */
  take({ integrationKey }: DuoKey, perMinute: number | null, nowMs: number): boolean {
    const minute = this.#minutes.get(integrationKey) ?? new SlidingWindow(60_000);
    this.#minutes.set(integrationKey, minute);
    return minute.take(perMinute, nowMs);
  }
}
