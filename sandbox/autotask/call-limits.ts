import { SlidingWindow } from '../sliding-window.ts';
import type { VendorAnswer, VendorRequest } from '../vendor.ts';
import { hourlyLimit, threadLimit } from './answers.ts';
import type { AutotaskScenario } from './scenario.ts';

/** Parallel calls of one entity for integrations of today (autotask.md 5). */
const threads = 3;

/** Counts the calls of one database: those of the last hour, and those in progress for each entity. */
export class CallLimits {
  readonly #open = new Map<string, number>();
  readonly #hour = new SlidingWindow(3_600_000);

  /** Calls of the last hour, those of other integrations with them. */
  used({ switches }: AutotaskScenario, now: Date): number {
    return this.#hour.count(now.getTime()) + switches.callsOfOthers;
  }

  /** Admits a call, or says why not; what an admitted one gives is called when it has ended. */
  admit(request: VendorRequest, scenario: AutotaskScenario, now: Date): (() => void) | VendorAnswer {
    const slot = slotOf(request.path);
    if (slot === null) return () => undefined;
    if (this.used(scenario, now) >= scenario.switches.callsPerHour) return hourlyLimit();
    this.#hour.note(now.getTime());
    const open = this.#open.get(slot) ?? 0;
    if (open >= threads) return threadLimit(scenario.switches.threadLimitStatus, threads);
    this.#open.set(slot, open + 1);
    return () => {
      this.#open.set(slot, (this.#open.get(slot) ?? 1) - 1);
    };
  }
}

/** All addresses of an entity share one; the lookup of zones has none (autotask.md 5). */
function slotOf(path: string): string | null {
  const entity = /^\/atservicesrest\/v1\.0\/([^/]+)/u.exec(path.toLowerCase())?.[1];
  return entity === undefined || entity === 'zoneinformation' ? null : entity;
}
