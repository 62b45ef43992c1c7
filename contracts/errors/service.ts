import type { ErrorStatus } from './error-status.ts';

/** What is wrong with this service itself. */
export const serviceErrors = {
  DatabaseUnavailable: { http: 503 },
  DiskFull: { http: 503 },
  TemporalUnavailable: { http: 503 },
  MasterKeyChanged: { http: 503 },
  WorkerUnavailable: { http: 503 },
  InternalError: { http: 500 },
  HousekeepingIncomplete: {},
} as const satisfies Record<string, ErrorStatus>;
