import type { Fault, PagingFault } from './fault-kinds.ts';
import type { AskedWrite, ChangeRecorder, QueryCondition } from './request-log.ts';
import type { VendorName } from './vendor-names.ts';
import type { Scenario } from './scenario.ts';

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
  readonly scenario: Scenario;
  /** Effective changes are written here *before* the answer leaves. */
  readonly requestLog: ChangeRecorder;
  readonly now: () => Date;
}

/** How one simulated vendor answers. Faults, latency and the request log stand outside it, in the server. */
export type Vendor = (request: VendorRequest, context: VendorContext) => VendorAnswer;

/** One simulated vendor as the edge knows it. */
export interface SimulatedVendor {
  /** @param paging the fault of paging under which it answers; it passes what is no list */
  readonly answer: (
    request: VendorRequest,
    context: VendorContext,
    paging: PagingFault | null,
  ) => VendorAnswer;
  /** JSON body of a fault `status`, in the vendor's own form. */
  readonly rejectionBody: (fault: StatusFault) => unknown;
  /** What the call asks to be written, for the request log; null: nothing. */
  readonly askedWrite: (request: VendorRequest) => AskedWrite | null;
  /** What a query that is posted asks of rows, for the request log; null: it is none. Absent: the vendor has none. */
  readonly askedOfRows?: (request: VendorRequest) => readonly QueryCondition[] | null;
  /**
   * Asked when a call has come: lets it in, and is told when it has ended, or answers in place of the handler. Absent: as
   * many as come.
   */
  readonly admit?: (request: VendorRequest, context: VendorContext) => (() => void) | VendorAnswer;
}

export type StatusFault = Extract<Fault, { kind: 'status' }>;

export type Vendors = Readonly<Record<VendorName, SimulatedVendor>>;
