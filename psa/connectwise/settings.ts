import { psaCalls } from '../../domain/defaults.ts';

/** Limits and waits of the ConnectWise adapter. All are settings; milliseconds where not said otherwise. */
export interface ConnectWiseSettings {
  /**
   * One attempt of a read, and the one of a write (architecture.md 5: 30 s). Answers slower than 30 s occur, other
   * clients use 20 to 30 s (connectwise.md 8).
   */
  readonly timeoutMs: number;
  /** Rows asked for per page; the server's most is 1000 (connectwise.md 4). */
  readonly pageSize: number;
  /** Requests at the same time. 12 tripped the limit in the field, 4 did not (connectwise.md 8). */
  readonly concurrency: number;
  /** So many at most, once the PSA took those without a word (http/adaptive-limit.ts). */
  readonly concurrencyCeiling: number;
  /** Attempts of one read, the first included. */
  readonly maxAttempts: number;
  /** Wait after the first server fault or lost answer; doubles each time. */
  readonly retryFirstMs: number;
  readonly retryLongestMs: number;
  /** Wait after a 429 without a readable `Retry-After`: 30 s at least (connectwise.md 8). */
  readonly busyMs: number;
  /** All waits of one read together; beyond, the read fails and says how long to wait. */
  readonly waitInAllMs: number;
  /** `verify` as a whole: architecture.md 4 gives authenticate 20 s. */
  readonly verifyWithinMs: number;
  /** The codebase is discovered again at most this often (connectwise.md 2). */
  readonly rediscoverEveryMs: number;
  /** Largest answer taken, bytes: a page of 1000 whole companies is about 4 MB. */
  readonly maxBytes: number;
  /** Pages of one list; the end of any loop. */
  readonly maxPages: number;
  /** Version the answers are pinned to (connectwise.md 3); null: whatever the server runs. */
  readonly apiVersion: string | null;
  /** Client ID of the installation, for a credential without one of its own; null: there is none. */
  readonly clientId: string | null;
}

export const defaultConnectWiseSettings: ConnectWiseSettings = {
  timeoutMs: psaCalls.timeoutMs,
  pageSize: 1000,
  concurrency: psaCalls.atOnce,
  concurrencyCeiling: psaCalls.atOnceCeiling,
  maxAttempts: 4,
  retryFirstMs: psaCalls.firstRetryMs,
  retryLongestMs: 8_000,
  busyMs: 30_000,
  waitInAllMs: 120_000,
  verifyWithinMs: 18_000,
  rediscoverEveryMs: 60_000,
  maxBytes: 32 * 1024 * 1024,
  maxPages: 2_000,
  apiVersion: '2025.8',
  clientId: null,
};

/** An API member's keys with the company and site they belong to. All but the client ID are secrets (connectwise.md 3). */
export interface ConnectWiseCredential {
  /** As typed by a person; see `normalizeSite`. */
  readonly site: string;
  readonly companyId: string;
  readonly publicKey: string;
  readonly privateKey: string;
  /** GUID registered at developer.connectwise.com; null: that of the settings. */
  readonly clientId: string | null;
}

/** One attempt of one call, for logs, metrics and heartbeats. Holds no value of a credential. */
export interface ConnectWiseCall {
  /** Such as `companies`, `companies/count`, `companyinfo`, `addition/quantity`. */
  readonly operation: string;
  readonly attempt: number;
  /** HTTP status; null when no answer came. */
  readonly status: number | null;
  /** Code of the failure this attempt ended with; null when it gave an answer. */
  readonly code: string | null;
  readonly durationMs: number;
  /** `x-cw-request-id`, for the vendor's support. */
  readonly requestId: string | null;
}
