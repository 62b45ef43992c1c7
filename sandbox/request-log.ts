import { randomUUID } from 'node:crypto';
import type { VendorName } from './vendor-names.ts';

/** Everything the simulated vendors were asked, and every effective change, in order. */
export interface RequestEntry {
  readonly kind: 'request';
  readonly seq: number;
  readonly at: string;
  readonly vendor: VendorName;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  /** Duo: the `account_id` the call named; the parent's calls have none. */
  readonly accountId: string | null;
  /** What a write of a line asked for, whatever became of it; null for every other call. */
  readonly write: AskedWrite | null;
  /** What a query that was posted asks of rows, as it was sent; null for every other call. */
  readonly conditions: readonly QueryCondition[] | null;
  /** Status sent, or the fault's name when no whole answer left; {@link undecided}: it may still come to another. */
  outcome: number | string;
  /** The fault applied, if any. */
  fault: string | null;
}

/** What was asked of a line, as it was sent: nothing here was checked. An id that the call does not name is 0. */
export interface AskedWrite {
  readonly agreementId: number;
  readonly lineId: number;
  /** Without a leading slash; null where the body names none. */
  readonly field: string | null;
  /** A number, text or truth value as sent; null for anything else. */
  readonly value: number | string | boolean | null;
  /** From which it is to act, as sent; null: the PSA takes none, or none was sent. */
  readonly day: string | null;
  /** Of a line to be created; absent: the call changes one. */
  readonly newLine?: AskedLine;
}

/** A line asked for, as it was sent. Its quantity and first day are those of {@link AskedWrite}. */
export interface AskedLine {
  readonly productId: number | null;
  readonly unitPrice: number | null;
  /** Everything that it carries as text. */
  readonly texts: readonly string[];
}

/** One condition of a query, or several in a group. */
export interface QueryCondition {
  readonly op: string;
  readonly field?: string | undefined;
  readonly value?: unknown;
  readonly items?: readonly QueryCondition[] | undefined;
}

export interface ChangeEntry {
  readonly kind: 'change';
  readonly seq: number;
  readonly at: string;
  /** `api`: through a vendor call; `person`: by a control call; `psa`: by the PSA itself, which computes the value. */
  readonly by: 'api' | 'person' | 'psa';
  readonly object: string;
  readonly id: string;
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
  /** The other instance that it was made in; absent: the MSP's own. */
  readonly instance?: string;
}

/** Where effective changes are written. */
export type ChangeRecorder = Pick<RequestLog, 'change'>;

export type RequestLogEntry = RequestEntry | ChangeEntry;

/** Outcomes of requests that were not handled yet. */
export const undecided = { open: 'open', late: 'late effect: waiting' } as const;

/** What never changes any more: a request has its outcome. */
export const isDecided = (entry: RequestLogEntry): boolean =>
  entry.kind === 'change' || (entry.outcome !== undecided.open && entry.outcome !== undecided.late);

/** Append-only memory of one sandbox. `after(seq)` pages through it. */
export class RequestLog {
  /** Another process begins another request log. */
  readonly id = randomUUID();
  readonly #entries: RequestLogEntry[] = [];
  #changes = 0;

  request(entry: Omit<RequestEntry, 'kind' | 'seq'>): RequestEntry {
    const stored: RequestEntry = { kind: 'request', seq: this.#entries.length + 1, ...entry };
    this.#entries.push(stored);
    return stored;
  }

  change(entry: Omit<ChangeEntry, 'kind' | 'seq'>): ChangeEntry {
    const stored: ChangeEntry = { kind: 'change', seq: this.#entries.length + 1, ...entry };
    this.#entries.push(stored);
    this.#changes += 1;
    return stored;
  }

  after(seq: number): readonly RequestLogEntry[] {
    return this.#entries.slice(seq);
  }

  get last(): number {
    return this.#entries.length;
  }

  /** How many effective changes were written so far; rises exactly when the scenario has changed. */
  get changes(): number {
    return this.#changes;
  }
}
