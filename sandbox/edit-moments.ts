import { z } from 'zod';
import { personEditSchema } from './control/person-edit.ts';
import type { FaultTarget } from './faults.ts';
import { vendorNames } from './vendor-names.ts';

/**
 * Where in a call the edit happens: before the vendor handles it; after it was handled and its change logged, but
 * before the answer leaves; after the answer left, or the caller did.
 */
const phases = ['before-handling', 'after-handling', 'after-answer'] as const;
export type Phase = (typeof phases)[number];

/** A person's edit at a chosen moment of one call, as the control call `POST /moments` takes it. */
export const momentSchema = z.strictObject({
  when: z.strictObject({
    vendor: z.enum(vendorNames),
    method: z.string().optional(),
    /** Beginning of the path. */
    path: z.string().optional(),
    /** This many fitting calls pass first. */
    after: z.number().int().min(0).default(0),
    phase: z.enum(phases),
  }),
  do: personEditSchema,
});

export type Moment = z.output<typeof momentSchema>;
/** As a caller writes it, before defaults are filled in. */
export type MomentOrder = z.input<typeof momentSchema>;

export interface MomentState {
  readonly id: number;
  readonly order: Moment;
  /** Fitting calls seen up to its own. */
  readonly seen: number;
  /** `taken`: its call is under way. `failed`: the scenario lacked what the edit names; `error` says what. */
  readonly state: 'pending' | 'taken' | 'done' | 'failed';
  readonly error: string | null;
}

type Kept = { -readonly [K in keyof MomentState]: MomentState[K] };

/** The edits that wait for one call, made phase by phase. */
export type CallMoments = (phase: Phase) => void;

/** Injected moments in the order of injecting. Every moment that fits a call counts it; each is made once. */
export class Moments {
  #pending: Kept[] = [];
  #nextId = 1;

  inject(order: Moment): MomentState {
    const state: Kept = { id: this.#nextId, order, seen: 0, state: 'pending', error: null };
    this.#nextId += 1;
    this.#pending.push(state);
    return { ...state };
  }

  /** Clears one moment, or all; returns how many. A cleared one is not made, even where its call is under way. */
  clear(id?: number): number {
    const before = this.#pending.length;
    this.#pending = id === undefined ? [] : this.#pending.filter((one) => one.id !== id);
    return before - this.#pending.length;
  }

  list(): MomentState[] {
    return this.#pending.map((one) => ({ ...one }));
  }

  /**
   * Takes the moments of this call. A call that a fault keeps from being handled has its moments too, where the
   * handling would have been.
   */
  take(target: Pick<FaultTarget, 'vendor' | 'path' | 'method'>, make: (moment: Moment) => void): CallMoments {
    const taken = this.#pending.filter((one) => {
      if (one.state !== 'pending' || !fits(one.order, target)) return false;
      one.seen += 1;
      return one.seen > one.order.when.after;
    });
    for (const one of taken) one.state = 'taken';
    return (phase) => {
      for (const one of taken) {
        if (one.state !== 'taken' || one.order.when.phase !== phase || !this.#pending.includes(one)) continue;
        // Before the edit, so that it is never made twice.
        one.state = 'done';
        try {
          make(one.order);
        } catch (error) {
          one.state = 'failed';
          one.error = error instanceof Error ? error.message : String(error);
        }
      }
    };
  }
}

function fits({ when }: Moment, target: Pick<FaultTarget, 'vendor' | 'path' | 'method'>): boolean {
  return (
    when.vendor === target.vendor &&
    (when.method === undefined || when.method.toUpperCase() === target.method) &&
    (when.path === undefined || target.path.startsWith(when.path))
  );
}
