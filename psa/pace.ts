import type { AdaptiveLimit } from '../http/adaptive-limit.ts';
import { ProvenPageSize } from './proven-page-size.ts';

/** What was learned of the way to a PSA: kept from one client to the next where one piece of work makes several. */
export interface PsaPace {
  readonly proven: ProvenPageSize;
  /** Made by the first client, by its settings. */
  limit: AdaptiveLimit | null;
}

export const newPace = (): PsaPace => ({ proven: new ProvenPageSize(), limit: null });

/**
 * What every client of one credential may know from an earlier one, so that a write asks only for what it depends on.
 * Nothing in it decides a quantity, and whatever stops being true is noticed by the call that relies on it.
 */
export interface KnownPsa {
  /** Where the company's API is: a path prefix or a host, in the adapter's own form. Null: not known yet. */
  address: string | null;
  /** The PSA's own ID of the instance at that address; null: not known yet, or it reports none. */
  instanceId: string | null;
  /** Rights that the PSA confirmed, with the monotonic moment (milliseconds) until which that is taken as true. */
  readonly confirmedUntil: Map<string, number>;
  /** Labels of the PSA's own codes, by the field that holds them. Null: not asked for yet. */
  labels: ReadonlyMap<string, ReadonlyMap<string, string | null>> | null;
  readonly proven: ProvenPageSize;
  /**
   * Whether the last reading of everything found charges beside lines that can be written, which a write then looks for
   * as well. Null: not known.
   */
  otherCharges: boolean | null;
}

export const nothingKnown = (): KnownPsa => ({
  address: null,
  instanceId: null,
  confirmedUntil: new Map(),
  labels: null,
  proven: new ProvenPageSize(),
  otherCharges: null,
});

/** Credentials whose PSA is remembered; the one used longest ago is forgotten first. */
const mostRemembered = 500;

/** What one process knows of each PSA, by the credential that it was learned with. */
export class KnownPsas {
  readonly #byCredential = new Map<string, KnownPsa>();

  of(credentialKey: string): KnownPsa {
    const known = this.#byCredential.get(credentialKey) ?? nothingKnown();
    this.#byCredential.delete(credentialKey);
    this.#byCredential.set(credentialKey, known);
    for (const oldest of [...this.#byCredential.keys()].slice(0, -mostRemembered))
      this.#byCredential.delete(oldest);
    return known;
  }
}
