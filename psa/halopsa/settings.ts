import { psaCalls } from '../../domain/defaults.ts';

/** Limits and waits of the HaloPSA adapter. All are settings; milliseconds where not said otherwise. */
export interface HaloPsaSettings {
  /** One attempt of a read, and the one of a write. */
  readonly timeoutMs: number;
  /** Rows asked for per page; a server may give fewer. */
  readonly pageSize: number;
  /** Requests at the same time, and so many at most once Halo took those without a word. */
  readonly concurrency: number;
  readonly concurrencyCeiling: number;
  /** Attempts of one read, the first included. */
  readonly maxAttempts: number;
  readonly retryFirstMs: number;
  readonly retryLongestMs: number;
  /** Wait after a 429 that names no time (halopsa.md 3.3). */
  readonly busyMs: number;
  /** All waits of one read together; beyond, the read fails and says how long to wait. */
  readonly waitInAllMs: number;
  /** Requests in any five minutes: instances differ, 300 is the least that was seen by name (halopsa.md 3.3). */
  readonly callsPerFiveMinutes: number;
  /** See `PsaCallSettings`. */
  readonly callsKeptPercent: number;
  /** `verify` as a whole: architecture.md 4 gives authenticate 20 s. */
  readonly verifyWithinMs: number;
  /** A token is renewed so long before its end. */
  readonly renewBeforeMs: number;
  /** A token this young that is rejected is asked about before it is renewed: the agent may lack a right (halopsa.md 3). */
  readonly youngTokenMs: number;
  /** How long a write waits for the change log. */
  readonly changeLogWithinMs: number;
  /** Largest answer taken, bytes. */
  readonly maxBytes: number;
  /** Pages of one list; the end of any loop. */
  readonly maxPages: number;
  /** See `PsaCallSettings`. */
  readonly followsWithinMs: number;
  readonly followsEveryMs: number;
  /** See `PsaCallSettings`. */
  readonly secondReadAfterMs: number;
  /** See `PsaCallSettings`. */
  readonly hostSuffixes: readonly string[] | null;
}

export const defaultHaloPsaSettings: HaloPsaSettings = {
  timeoutMs: psaCalls.timeoutMs,
  pageSize: 100,
  concurrency: psaCalls.atOnce,
  concurrencyCeiling: psaCalls.atOnceCeiling,
  maxAttempts: 4,
  retryFirstMs: psaCalls.firstRetryMs,
  retryLongestMs: 8_000,
  busyMs: 30_000,
  waitInAllMs: 120_000,
  callsPerFiveMinutes: psaCalls.perFiveMinutes,
  callsKeptPercent: psaCalls.keptPercent,
  verifyWithinMs: 18_000,
  renewBeforeMs: 60_000,
  youngTokenMs: 30_000,
  changeLogWithinMs: 5_000,
  maxBytes: 32 * 1024 * 1024,
  maxPages: 1_000,
  followsWithinMs: psaCalls.followsWithinMs,
  followsEveryMs: 1_000,
  secondReadAfterMs: psaCalls.secondReadAfterMs,
  hostSuffixes: null,
};

/** An application's keys with the instance they belong to (halopsa.md 2). */
export interface HaloPsaCredential {
  /** As typed by a person. */
  readonly site: string;
  readonly clientId: string;
  /** Secret. */
  readonly clientSecret: string;
}
