import { psaCalls } from '../../domain/defaults.ts';

/** Limits and waits of the Autotask adapter. All are settings; milliseconds where not said otherwise. */
export interface AutotaskSettings {
  /** One attempt of a read, and the one of a write. The server itself cuts a call at five minutes (autotask.md 5). */
  readonly timeoutMs: number;
  /** Rows asked for per page; the server's most is 500 (autotask.md 4). */
  readonly pageSize: number;
  /** Requests of one entity at the same time: 3 are allowed, counted down a little late (autotask.md 5). */
  readonly perEntity: number;
  /** Attempts of one read, the first included. */
  readonly maxAttempts: number;
  /** Wait after the first server fault or lost answer; doubles each time. */
  readonly retryFirstMs: number;
  readonly retryLongestMs: number;
  /** Wait after a rejection for too many calls that names no time. */
  readonly busyMs: number;
  /** All waits of one read together; beyond, the read fails and says how long to wait. */
  readonly waitInAllMs: number;
  /** `verify` as a whole: architecture.md 4 gives authenticate 20 s. */
  readonly verifyWithinMs: number;
  /** Largest answer taken, bytes. */
  readonly maxBytes: number;
  /** Pages of one list; the end of any loop. */
  readonly maxPages: number;
  /** What was read of all contracts in one go serves their lines for so long. */
  readonly bookKeptMs: number;
  /** Of the database's calls of an hour, all integrations together: above this share nothing is listed (autotask.md 5). */
  readonly shareOfHour: number;
  /** How often the rows are read after an adjustment that was answered well, until they show it. */
  readonly readBackTimes: number;
}

export const defaultAutotaskSettings: AutotaskSettings = {
  timeoutMs: psaCalls.timeoutMs,
  pageSize: 500,
  perEntity: 2,
  maxAttempts: 4,
  retryFirstMs: psaCalls.firstRetryMs,
  retryLongestMs: 8_000,
  busyMs: 30_000,
  waitInAllMs: 120_000,
  verifyWithinMs: 18_000,
  maxBytes: 32 * 1024 * 1024,
  maxPages: 2_000,
  bookKeptMs: 60_000,
  shareOfHour: 0.9,
  readBackTimes: 4,
};

/** An API-only user of an Autotask database. All but the host are secrets (autotask.md 2). */
export interface AutotaskCredential {
  /** As typed by a person: where zones are looked up, or a zone's own host. */
  readonly host: string;
  readonly userName: string;
  readonly secret: string;
  readonly integrationCode: string;
}
