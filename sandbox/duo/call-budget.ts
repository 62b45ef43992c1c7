import type { DuoKey } from '../world.ts';

const WINDOW_MS = 60_000;

/** Counts the calls of each integration key over a sliding minute; a fresh one forgets everything. */
export class CallBudget {
  readonly #calls = new Map<string, number[]>();

  /** False when the key has used up `perMinute` calls within the last 60 s; otherwise the call is counted. */
  take(key: DuoKey, perMinute: number | null, nowMs: number): boolean {
    if (perMinute === null) return true;
    const recent = (this.#calls.get(key.integrationKey) ?? []).filter((at) => at > nowMs - WINDOW_MS);
    const allowed = recent.length < perMinute;
    if (allowed) recent.push(nowMs);
    this.#calls.set(key.integrationKey, recent);
    return allowed;
  }
}
