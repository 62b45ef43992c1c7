import type { ErrorDefinition } from './definition.ts';

/** What only notices say. */
export const noticeErrors = {
  UnmappedNewAccount: {
    title: 'A new vendor account is not mapped',
    advice: 'Map it or exclude it: its seats are not billed.',
  },
  SchedulePausedInTemporal: {
    title: 'The schedule was paused in the Temporal UI',
    advice: 'Unpause it there when the reason is gone.',
  },
  CredentialProbeFailed: {
    title: 'A credential does not work any more',
    advice:
      'See the detail for cause and advice. Store new credentials and authenticate before the next scheduled sync.',
  },
  SyncStalled: {
    title: 'A sync does not go on',
    advice:
      'A list of the vendor fails again and again, or the PSA takes no more calls for now; see its cause. It is tried again for six hours and goes on by itself; cancel the run where it must not wait.',
  },
  SyncMissed: {
    title: 'A scheduled sync did not begin',
    advice:
      'See in the Temporal UI whether the schedule is there and not paused, and whether workers run; then start a sync.',
  },
  ApprovalNotRead: {
    title: 'An approved change waits for a complete reading',
    advice:
      'Its invoice comes within two days, and nothing is sent on old numbers. See the cause at its usage line, then read the line again.',
  },
  ApprovalExpiring: {
    title: 'Approved changes expire soon',
    advice:
      'See what they wait for under write-backs; what is still wanted after they expire is decided again.',
  },
  AuditChainBroken: {
    title: 'The audit is not as it was sealed',
    advice:
      'Run seatwise audit verify: it names each row. Keep a copy of the database; somebody changed it outside Seatwise.',
  },
  AuditNotAnchored: {
    title: 'Checkpoints of the audit cannot be written outside the database',
    advice:
      'Make the folder AUDIT_ANCHOR_FOLDER writable for the workers. Sealing goes on; what is sealed meanwhile is not proven against the owner of the database.',
  },
  AuditNotSealed: {
    title: 'The audit could not be sealed for five minutes',
    advice:
      'See which session of PostgreSQL holds a lock (pg_locks) and end it, and look into the log of the workers. Sealing goes on by itself; rows that are not sealed are not protected.',
  },
  LedgerDiffers: {
    title: 'Approved changes and the audit do not agree',
    advice:
      'Run seatwise reconcile: it names each difference with what to do. Keep a copy of the database; it was changed outside Seatwise, or this is an internal error to report.',
  },
  SyncFailed: { title: 'The last sync failed', advice: 'See the run for cause and advice.' },
  SyncPartial: {
    title: 'Some accounts could not be read',
    advice: 'See the run; retry the failed accounts.',
  },
  SeatsDropped: {
    title: 'Seats fell suspiciously',
    advice:
      'Look at the lines that fell: release the guard where it is real, else look for the cause at the vendor.',
  },
  AccountsMissing: {
    title: 'The vendor lists far fewer accounts than before',
    advice:
      'Check there whether they were removed, and whether the key that lists accounts still sees all. Unmap those that left.',
  },
  LinesMissing: {
    title: 'Many billed lines are gone from the PSA at once',
    advice:
      'Check in the PSA whether they were deleted, and whether the API user still sees every agreement. Nothing is approved on these lines until a later sync says the same.',
  },
  AccountGoneNotice: {
    title: 'A mapped vendor account is gone',
    advice: 'Check with the customer; end the line in the PSA if they left.',
  },
  NoticeStands: {
    http: 409,
    title: 'This notice closes with its cause',
    advice: 'See to the cause; the notice then closes by itself.',
  },
  NoticeMoved: {
    http: 409,
    title: 'It happened again since you read this notice',
    advice: 'Read the notice as it stands now, then acknowledge it.',
  },
} as const satisfies Record<string, ErrorDefinition>;
