/** Messages of `housekeepingWorkflow`, in the order of its steps. */
export const housekeepingSteps = [
  'audit',
  'ledger',
  'schedules',
  'missed-runs',
  'approvals',
  'vendor-credentials',
  'psa-credentials',
  'old-records',
] as const;
export type HousekeepingStep = (typeof housekeepingSteps)[number];

/** Where a slice of a step begins. */
export interface HousekeepingBatch {
  /** Id of the last one that was seen to (an integration; of `audit`, `ledger` and `old-records` a tenant); null: from the beginning. */
  readonly after: string | null;
}

export interface HousekeepingBatchResult {
  /** Null: none is left. */
  readonly after: string | null;
  readonly seen: number;
  /** Of these, where something had to be done. */
  readonly acted: number;
  /** Of these, where it could not be done. */
  readonly failed: number;
  /** Of the first that failed. */
  readonly cause: HousekeepingCause | null;
}

export interface HousekeepingCause {
  /** Of contracts/errors.ts. */
  readonly code: string;
  /** What was found, in English for the Temporal UI. */
  readonly text: string;
}

/** What a step has come to in this run. */
export interface HousekeepingReport {
  readonly step: HousekeepingStep;
  readonly seen: number;
  readonly acted: number;
  readonly failed: number;
  /** Why it is not done, for everything or for the first of those that failed; null: it is done. */
  readonly trouble: HousekeepingCause | null;
}

export interface HousekeepingInput {
  /** Handed over by continue-as-new: the step that is under way, and the reports so far. */
  readonly continued?: {
    readonly step: HousekeepingStep;
    readonly after: string | null;
    readonly reports: readonly HousekeepingReport[];
  };
}

export interface HousekeepingResult {
  readonly reports: readonly HousekeepingReport[];
}
