import type { ErrorDefinition } from './definition.ts';

/** What is wrong with this service itself. */
export const serviceErrors = {
  DatabaseUnavailable: {
    http: 503,
    title: 'The database does not answer',
    advice: 'Repeat after the time in Retry-After.',
  },
  DiskFull: {
    http: 503,
    title: 'The disk is full',
    advice:
      'Nothing was changed; reading goes on. The operator frees space where the data are (npx seatwise doctor says where); then repeat the request.',
  },
  TemporalUnavailable: {
    http: 503,
    title: 'Temporal does not answer',
    advice: 'Repeat after the time in Retry-After with the same key.',
  },
  MasterKeyChanged: {
    http: 503,
    title: 'The master key was rotated',
    advice: 'The operator starts this process again with the new key; then repeat the request.',
  },
  WorkerUnavailable: {
    http: 503,
    title: 'No worker took the command',
    advice: 'Repeat with the same key once a worker runs.',
  },
  InternalError: { http: 500, title: 'An error of ours', advice: 'Report it with the request id.' },
  HousekeepingIncomplete: {
    title: 'Housekeeping could not do all of its steps',
    advice:
      'See the newest workflow housekeeping in the Temporal UI: its current details name step and cause. It runs again each hour.',
  },
} as const satisfies Record<string, ErrorDefinition>;
