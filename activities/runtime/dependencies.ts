import type { Client } from '@temporalio/client';
import type { CredentialFields } from '../../domain/credentials.ts';
import type { AuditCheckpointer } from '../../use-cases/operations/checkpoint-audit.ts';
import type { Database } from '../../db/model/database.ts';
import type { KeyRing } from '../../db/secrets/key-ring.ts';
import type { Keeping } from '../../use-cases/operations/forget-old-records.ts';
import type { Vendor, VendorKind } from '../../vendors/port.ts';
import type { KnownPsas } from '../../psa/pace.ts';
import type { Psa, PsaKind, PsaWork } from '../../psa/port.ts';

/** Limits of the reading activities; each has its reason in config/environment.ts. */
export interface ReadingSettings {
  /** Accounts of one credential read at the same time. */
  readonly vendorParallel: number;
  /** Agreements read at the same time, at most: the client lets fewer through where the PSA is slow. */
  readonly psaParallel: number;
  /**
   * A slice ends after this long, so that a worker can be stopped and progress is seen (architecture.md 4: 5 minutes).
   */
  readonly batchMs: number;
  /** Accounts or agreements of one slice (architecture.md 4: 500). */
  readonly batchItems: number;
  /** How long Temporal waits for a sign of life before it gives the slice to another worker. */
  readonly heartbeatTimeoutMs: number;
  /** How often a slice looks at the run's cancel flag. */
  readonly cancelPollMs: number;
}

/** Waits and bounds of writing (architecture.md 5); each has its reason in config/variables.ts. Milliseconds. */
export interface WritingSettings {
  /** A slice of due lines ends after so many, or after so long. */
  readonly batchLines: number;
  readonly batchMs: number;
  /** Lines of one integration that are read and sent at a time by one worker. */
  readonly linesAtOnce: number;
  /** An unknown outcome is read back after this wait … */
  readonly unknownWaitMs: number;
  /** … twice, so far apart. */
  readonly readBackGapMs: number;
  /** At most so long after the end of the target's own reading may its request begin (RULES 6). */
  readonly targetFreshMs: number;
  /** At most so long after the end of reading the customer's other lines. */
  readonly neighborsFreshMs: number;
  /** So often is a line read again that came too late; then it goes back to the queue. */
  readonly readingTries: number;
  /** Two readings at least so far apart must show a later invoice (RULES 5). */
  readonly laterInvoiceApartMs: number;
  /** Two syncs at least so far apart must say that a line is missing (RULES 16) … */
  readonly createApartMs: number;
  /** … or that one bills nothing any more (RULES 17). */
  readonly endApartMs: number;
  /** How often what waits is looked at again. */
  readonly recheckMs: number;
  /** An outcome nobody could read for so long is given to a person. */
  readonly giveUpMs: number;
}

/** Moments of writing one line between which a crash must do no harm (architecture.md 5). */
export type WritePoint =
  | 'before-reading'
  | 'neighbors-read'
  | 'line-read'
  | 'intent-stored'
  | 'change-accepted'
  | 'answered'
  | 'outcome-stored'
  | 'before-read-back'
  | 'read-back-once'
  | 'intent-stored-again';

/** What the log says of an error that nobody foresaw: which item and which field, never a value. */
export interface UnexpectedTrouble {
  /** Also in what people read, so that the two are found together. */
  readonly reference: string;
  /** Kind and id: `account DA…`, `agreement 412`. */
  readonly item: string;
  readonly error: string;
  /** SQLSTATE or the like; null: none. */
  readonly errorCode: string | null;
  /** Table, column or constraint that rejected it, where the error names one. */
  readonly field: string | null;
}

/** The registries as this worker was given them (architecture.md 9). */
export interface RegisteredKinds {
  readonly vendors: Readonly<Record<string, VendorKind>>;
  readonly psas: Readonly<Record<string, PsaKind>>;
}

/** Everything activities need, made once by the worker's composition root. */
export interface ActivityDependencies {
  readonly db: Database;
  readonly keyRing: KeyRing;
  readonly checkpointer: AuditCheckpointer;
  readonly temporal: Client;
  readonly kinds: RegisteredKinds;
  /** The one client of a kind of vendor. Throws for a kind that this version does not have. */
  readonly vendors: (kind: string) => Vendor;
  /** A client for one piece of work; its `onCall` hears of each attempt, for heartbeats and counters. */
  readonly psa: (kind: string, credential: CredentialFields, work: PsaWork) => Psa;
  /** By the id of the stored credential: another one may lead to another PSA. */
  readonly knownPsas: KnownPsas;
  readonly reading: ReadingSettings;
  readonly writing: WritingSettings;
  readonly keeping: Keeping;
  /** Where the console is, for links in the Temporal UI; null: this worker was not told. */
  readonly publicUrl: string | null;
  /** Told of each error that nobody foresaw, for the log. Must not throw. */
  readonly onUnexpected: (trouble: UnexpectedTrouble) => void;
  /** Told when a write reaches a point; tests end the attempt there as a crash would. */
  readonly atWritePoint: (point: WritePoint, approvalLineId: string) => Promise<void>;
  readonly now: () => Date;
  /** Milliseconds of a clock that nobody sets: what lies between two moments of this process. */
  readonly steadyMs: () => number;
}
