/** What starts a run: the first one Finish, a person, a person again after failures, the Schedule, or *Read again* of a line. */
export const syncTriggers = ['first', 'manual', 'retry', 'schedule', 'line'] as const;
export type SyncTrigger = (typeof syncTriggers)[number];

/** What a run reads: all accounts, those that failed in another run, or the sources of one usage line. */
export const syncModes = ['full', 'failed-accounts', 'usage-line'] as const;
export type SyncMode = (typeof syncModes)[number];

/** What became of the lines of an agreement. */
export const agreementOutcomes = ['read', 'failed'] as const;
export type AgreementOutcome = (typeof agreementOutcomes)[number];

/** What a run reads, at the same time: of the vendor, and of the PSA. */
export type ReadSide = 'accounts' | 'agreements';
