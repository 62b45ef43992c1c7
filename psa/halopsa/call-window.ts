import type { Outbound } from '../../http/outbound.ts';

const windowMs = 300_000;

/** When calls were made lately, so that no five minutes see more than an instance takes (halopsa.md 3.3). */
export class CallWindow {
  #made: number[] = [];

  /** Milliseconds until one more may start; 0: now. `most`: in five minutes, of those that were noted. */
  waitMs(most: number, now: number): number {
    this.#made = this.#made.filter((at) => at > now - windowMs);
    const oldest = this.#made.at(-most);
    return oldest === undefined ? 0 : oldest + windowMs - now;
  }

  note(now: number): void {
    this.#made.push(now);
  }
}

const windows = new WeakMap<Outbound, Map<string, CallWindow>>();

/** The one window of an instance in this process: the limit is the instance's, whichever client calls. */
export function windowOf(outbound: Outbound, host: string): CallWindow {
  const ofProcess = windows.get(outbound) ?? new Map<string, CallWindow>();
  windows.set(outbound, ofProcess);
  const window = ofProcess.get(host) ?? new CallWindow();
  ofProcess.set(host, window);
  return window;
}
