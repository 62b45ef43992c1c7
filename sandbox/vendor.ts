import type { World } from './world.ts';
import type { Journal } from './journal.ts';

/** A request as a simulated vendor sees it, after TLS and routing by host name. */
export interface VendorRequest {
  readonly method: string;
  /** Lower case, without port. */
  readonly host: string;
  /** As sent, case kept, without the query string. */
  readonly path: string;
  /** As sent, without `?`. */
  readonly query: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface VendorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, a string as text/plain. */
  readonly body: unknown;
}

export interface VendorContext {
  readonly world: World;
  /** Effective changes are written here *before* the answer leaves. */
  readonly journal: Journal;
  readonly now: () => Date;
}

/** One simulated vendor. Faults, latency and the request journal stand outside it, in the server. */
export type Vendor = (request: VendorRequest, context: VendorContext) => VendorAnswer;
