import type { InjectedFault, Fault } from './fault-kinds.ts';
import type { VendorName } from './vendor-names.ts';

/** What the filter of an injected fault looks at. */
export interface FaultTarget {
  readonly vendor: VendorName;
  readonly host: string;
  readonly path: string;
  readonly method: string;
  readonly accountId: string | null;
}

/** An injected fault with its count so far. */
export interface FaultState {
  readonly id: number;
  readonly order: InjectedFault;
  /** Fitting calls seen. */
  readonly seen: number;
  /** Calls it was applied to. */
  readonly applied: number;
}

/** Injected faults in the order of injecting; the first that fits a call and is not used up hits it. */
export class Faults {
  #pending: { id: number; order: InjectedFault; seen: number; applied: number }[] = [];
  #nextId = 1;
  readonly #random: () => number;

  /** @param seed chooses which calls a `share` hits, the same ones for the same order of calls. */
  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  inject(order: InjectedFault): FaultState {
    const state = { id: this.#nextId, order, seen: 0, applied: 0 };
    this.#nextId += 1;
    this.#pending.push(state);
    return { ...state };
  }

  /** Clears one fault, or all; returns how many. */
  clear(id?: number): number {
    const before = this.#pending.length;
    this.#pending = id === undefined ? [] : this.#pending.filter((one) => one.id !== id);
    return before - this.#pending.length;
  }

  list(): FaultState[] {
    return this.#pending.map((one) => ({ ...one }));
  }

  /** The fault that hits this call, counted as applied; null when the call passes. */
  take(target: FaultTarget): Fault | null {
    for (const one of this.#pending) {
      if (!fits(one.order, target)) continue;
      if (one.order.times !== undefined && one.applied >= one.order.times) continue;
      one.seen += 1;
      if (one.seen <= (one.order.after ?? 0)) continue;
      if (one.order.share !== undefined && this.#random() >= one.order.share) continue;
      one.applied += 1;
      return one.order.fault;
    }
    return null;
  }
}

function fits(order: InjectedFault, target: FaultTarget): boolean {
  return (
    (order.vendor === undefined || order.vendor === target.vendor) &&
    (order.host === undefined || order.host.toLowerCase() === target.host) &&
    (order.path === undefined || target.path.startsWith(order.path)) &&
    (order.accountId === undefined || order.accountId === target.accountId) &&
    (order.method === undefined || order.method.toUpperCase() === target.method)
  );
}

/** mulberry32: a small generator that gives the same numbers in [0, 1) for the same seed. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
