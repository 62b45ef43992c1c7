import type { ErrorStatus } from './error-status.ts';

/** How runs end, and what they find. */
export const syncErrors = {
  Orphaned: {},
  RunSuperseded: {},
  NothingCounted: {},
  AccountListEmpty: {},
  SyncCanceled: {},
  SyncStopped: {},
  SyncTimedOut: {},
  AccountsSkipped: {},
  NothingRead: {},
  PendingAccountsLeft: {},
  UsageLineGone: {},
  CompositionDiffers: {},
  TotalsDoNotClose: {},
} as const satisfies Record<string, ErrorStatus>;
